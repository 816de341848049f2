package com.mesaya.realtime.application;

/**
 * Records of a topic that were there, and that this service will never read.
 *
 * @param name the same on each node that notices the hole, as in {@code mesa-ya.tables.updated-0@17..41}
 */
public record StreamHole(String topic, String name, Cause cause) {

    /** Where the records went. */
    public enum Cause {
        /** Kafka deleted them before they were read. */
        DELETED,
        /** The broker lost the end of a partition, which had been read; other records have their offsets now. */
        TRUNCATED,
        /** The topic was deleted and created anew; its offsets start at 0 again. */
        RECREATED,
        /** They are there, but damaged. */
        UNREADABLE;

        /** Whether offsets that were seen before stand for other records from now on. */
        public boolean reusesOffsets() {
            return this == TRUNCATED || this == RECREATED;
        }
    }
}
