package com.mesaya.realtime.domain;

/** Where an event came from: the place of its record in Kafka. */
public record Origin(String topic, int partition, long offset) {

    /** @throws IllegalArgumentException if the partition or the offset is negative */
    public Origin {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException("partition and offset start at 0");
        }
    }

    /** A topic's partition, within which offsets grow. */
    public record Partition(String topic, int number) {}

    /** The partition this record stands in. */
    public Partition in() {
        return new Partition(topic, partition);
    }
}
