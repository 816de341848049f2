package com.mesaya.realtime.application.topic;

/** Handles gaps in the stream of events. Thread-safe. */
public interface StreamHoles {

    /** Makes the viewers of all sections, on all nodes, take a new snapshot. Repeated reports of the same gap have no effect. */
    void found(StreamHole hole);
}
