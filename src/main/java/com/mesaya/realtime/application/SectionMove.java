package com.mesaya.realtime.application;

/** How a section came to a node, or left it, because its shard moved. */
public enum SectionMove {
    /** It goes on here where it was elsewhere. */
    ARRIVED,
    /** It left what it held with a node that stays. */
    LEFT,
    /** There was no node to leave it with, or no room: its viewers take a new snapshot. */
    LEFT_ALL_BEHIND
}
