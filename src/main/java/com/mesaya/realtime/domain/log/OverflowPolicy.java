package com.mesaya.realtime.domain.log;

/** The treatment of a subscriber that lags further behind than its bound. */
public enum OverflowPolicy {
    /** The subscriber gets the newest event of each entity, which loses no state. */
    CONFLATE,
    /** The oldest events are skipped, and the subscriber gets their number. */
    DROP_OLDEST,
    /** The subscriber's connection is closed and may come back later. */
    DISCONNECT
}
