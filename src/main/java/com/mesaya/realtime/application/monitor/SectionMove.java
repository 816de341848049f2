package com.mesaya.realtime.application.monitor;

/** The way a section came to a node or left it when its shard moved. */
public enum SectionMove {
    /** The section arrived with its state and continues here. */
    ARRIVED,
    /** The section left its state with a node that stays. */
    LEFT,
    /** The section left without its state, for lack of a node or of room for it: its viewers take a new snapshot. */
    LEFT_ALL_BEHIND
}
