package com.mesaya.realtime.domain;

/** What happens to a subscriber that lags behind further than its bound. */
public enum OverflowPolicy {
    /** It gets the newest event of each entity, which loses no state. */
    CONFLATE,
    /** The oldest events are skipped and it is told how many. */
    DROP_OLDEST,
    /** It is closed and may come back later. */
    DISCONNECT
}
