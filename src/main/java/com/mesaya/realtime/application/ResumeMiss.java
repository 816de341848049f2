package com.mesaya.realtime.application;

/** Why a client that came back with a cursor had to take a new snapshot. */
public enum ResumeMiss {
    /** The cursor was signed by nobody here, or for another user or section. */
    CURSOR_INVALID,
    /** The section has begun anew since. */
    SECTION_RESTARTED,
    /** The log had to forget what came after it. */
    OUT_OF_REACH,
    /** The place was given up too long ago, or others took its room. */
    PLACE_FORGOTTEN
}
