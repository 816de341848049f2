package com.mesaya.realtime.application;

/** Is told of holes in the stream of events. Thread-safe. */
public interface StreamHoles {

    /** Lets everybody who watches a section, on all nodes, take a new snapshot. Telling the same hole again changes nothing. */
    void found(StreamHole hole);
}
