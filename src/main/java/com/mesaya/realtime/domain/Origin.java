package com.mesaya.realtime.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an event came from: the place of its record in Kafka.
 *
 * @param recordedAt the record's own timestamp, by the clock of who wrote it; null if it has none
 */
public record Origin(
        String topic, int partition, long offset, @Nullable Instant recordedAt) {

    /** @throws IllegalArgumentException if the partition or the offset is negative */
    public Origin {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException("partition and offset start at 0");
        }
    }

    /** A record without a timestamp. */
    public Origin(String topic, int partition, long offset) {
        this(topic, partition, offset, null);
    }

    /** A topic's partition, within which offsets grow. */
    public record Partition(String topic, int number) {}

    /** The partition this record stands in. */
    public Partition in() {
        return new Partition(topic, partition);
    }

    /** The place, as it is logged. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
