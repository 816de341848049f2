package com.mesaya.realtime.infrastructure.kafka.partition;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Finds the next readable offset of a partition after damaged records. It tries offset by offset, since the number of records in a
 * damaged batch is unknown, and no record after the batch may be lost. Thread-safe.
 */
public final class ReadableOffsets implements PartitionTroubles.Search {

    private static final Duration POLL = Duration.ofMillis(100);
    /** The number of empty polls after which Kafka counts as unavailable. */
    private static final int EMPTY_POLLS = 100;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Executor blocking;

    /** @param consumers creates consumers outside of any group, which fail if an offset is out of range */
    public ReadableOffsets(Supplier<Consumer<byte[], byte[]>> consumers, Executor blocking) {
        this.consumers = consumers;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Long> firstReadable(TopicPartition partition, long from) {
        return CompletableFuture.supplyAsync(() -> search(partition, from), blocking);
    }

    private long search(TopicPartition partition, long from) {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> one = List.of(partition);
            consumer.assign(one);
            Map<TopicPartition, Long> ends = consumer.endOffsets(one);
            long end = Objects.requireNonNull(ends.get(partition), "Kafka returns the end of the partition");
            long next = from;
            while (next < end && !isReadable(consumer, partition, next)) {
                next++;
            }
            return next;
        }
    }

    private static boolean isReadable(Consumer<?, ?> consumer, TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
        for (int poll = 0; poll < EMPTY_POLLS; poll++) {
            try {
                if (!consumer.poll(POLL).isEmpty() || consumer.position(partition) > offset) {
                    return true;
                }
            } catch (KafkaException failure) {
                if (failure.getClass() != KafkaException.class) {
                    throw failure;
                }
                return false;
            }
        }
        throw new TimeoutException("no records arrive from " + partition + "@" + offset);
    }
}
