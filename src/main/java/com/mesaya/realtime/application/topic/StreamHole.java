package com.mesaya.realtime.application.topic;

/**
 * A gap in a topic: records that existed, and that this service will never read.
 *
 * @param name the same on each node that detects the gap, for example {@code mesa-ya.tables.updated-0@17..41}
 */
public record StreamHole(String topic, String name, Cause cause) {

    /** The reason why the records are missing. */
    public enum Cause {
        /** Kafka deleted the records before they were read. */
        DELETED,
        /** The broker lost the end of a partition that had been read; other records have those offsets now. */
        TRUNCATED,
        /** The topic was deleted and created anew; its offsets start at 0 again. */
        RECREATED,
        /** The records exist, but are damaged. */
        UNREADABLE;

        /** Returns whether known offsets refer to other records from now on. */
        public boolean reusesOffsets() {
            return this == TRUNCATED || this == RECREATED;
        }
    }
}
