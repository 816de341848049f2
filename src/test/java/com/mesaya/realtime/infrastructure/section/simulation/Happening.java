package com.mesaya.realtime.infrastructure.section.simulation;

/** What can happen in a simulation; counted, to prove that it does. */
public enum Happening {
    CHANGE,
    DELETION,
    RECREATION,
    SAME_VERSION_OTHER_BYTES,
    HOLD,
    RELEASE,
    PRODUCER_DUPLICATE,
    LOST_APPEND,
    LOST_ACKNOWLEDGEMENT,
    STRAY_APPEND,
    FAILED_APPEND,
    REPLAY,
    APPENDED,
    DUPLICATE,
    STALE,
    LAPSED,
    UNDECIDABLE,
    JOIN,
    JOIN_REFUSED,
    HOLD_AT_JOIN,
    RESUME_HIT,
    RESUME_MISSED,
    RESUME_MID_BATCH,
    WITHHELD,
    CONFLATED,
    MISSED,
    OVERFLOWED,
    OUT_OF_REACH,
    OUT_OF_REACH_WHILE_WAITING,
    FETCH_ALONE,
    FETCH_REPLY_LOST,
    FETCH_TIMED_OUT,
    DISCONNECTED,
    VANISHED,
    RESTART,
    MOVE,
    PASSIVATION,
    FORWARDED,
    /** Known limit: a table whose deletion only the lost log knew came back to a viewer. */
    GHOST_AFTER_LOSS,
    /** Known limit: a hold that only the lost log knew wasn't told, or its release wasn't. */
    HOLD_AFTER_LOSS;

    /** Whether this is something that nobody wants, but that the contract's rules can't prevent. */
    public boolean isKnownLimit() {
        return this == GHOST_AFTER_LOSS || this == HOLD_AFTER_LOSS;
    }
}
