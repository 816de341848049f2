package com.mesaya.realtime.infrastructure.section.simulation;

/** What the simulation can get wrong on purpose, to prove that it would notice. None of it is in production code. */
public enum Flaw {
    NONE,
    /** Viewers are told what their snapshot already reflects. */
    NO_BARRIER,
    /** The snapshot is taken before the place in the log is: what is pushed in between is lost. */
    GET_BEFORE_SUBSCRIBE,
    /** Deletions are told, but the log doesn't remember them as the newest event of their entity. */
    NO_TOMBSTONES,
    /** A feed counts each acknowledgement of a socket twice. */
    ACKNOWLEDGED_TWICE,
    /** A feed's ring leaves out an event of a batch. */
    RING_SKIPS,
    /** A feed doesn't notice that a batch got lost before this one. */
    GAP_UNNOTICED
}
