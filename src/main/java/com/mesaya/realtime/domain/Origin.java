package com.mesaya.realtime.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The source of an event: its record's topic, partition and offset in Kafka.
 *
 * @param recordedAt the record's own timestamp, by its producer's clock; null if it has none
 */
public record Origin(
        String topic, int partition, long offset, @Nullable Instant recordedAt) {

    /** @throws IllegalArgumentException if the partition or the offset is negative */
    public Origin {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException("partition and offset must not be negative");
        }
    }

    /** A topic's partition, within which offsets grow. */
    public record Partition(String topic, int number) {}

    /** Returns the record's partition. */
    public Partition in() {
        return new Partition(topic, partition);
    }

    /** Returns topic, partition and offset, as logged. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
