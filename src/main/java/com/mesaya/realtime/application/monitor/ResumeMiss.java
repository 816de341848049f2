package com.mesaya.realtime.application.monitor;

/** The reason why a client that presented a cursor had to take a new snapshot. */
public enum ResumeMiss {
    /** The cursor has no signature of ours, or belongs to another user or section. */
    CURSOR_INVALID,
    /** The section has started a new log since. */
    SECTION_RESTARTED,
    /** The log has evicted entries after the cursor. */
    OUT_OF_REACH,
    /** The former subscription expired, or was evicted to make room for others. */
    PLACE_FORGOTTEN
}
