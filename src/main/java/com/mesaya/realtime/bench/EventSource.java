package com.mesaya.realtime.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes changes of the tables of some sections, in turn and at a steady pace. An entity has its partition, so that its
 * versions come in order and what a server leaves out is conflated or lost, and never just stale. One thread at a time.
 */
final class EventSource implements AutoCloseable {

    /** As many as the topics have; the main API's have three. */
    private static final int PARTITIONS = 3;

    private static final long PAUSE_NANOS = 200_000;

    private final Producer<byte[], byte[]> producer;
    private final AtomicLong failures = new AtomicLong();

    EventSource(String brokers) {
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers, ProducerConfig.LINGER_MS_CONFIG, 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The sections' records, to be published from the start. */
    static List<TableRecords> records(List<String> sections, int paddingBytes) {
        return sections.stream()
                .map(section -> new TableRecords(section, paddingBytes))
                .toList();
    }

    /** Publishes for so long, and returns when the broker has all of it. Returns how many. */
    long publish(List<TableRecords> sections, double eventsPerSecond, Duration duration) {
        long start = System.nanoTime();
        long wanted = Math.round(eventsPerSecond * duration.toNanos() / 1e9);
        long published = 0;
        while (published < wanted) {
            long due = Math.min(wanted, 1 + (long) ((System.nanoTime() - start) / 1e9 * eventsPerSecond));
            for (; published < due; published++) {
                send(sections.get((int) (published % sections.size())));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        producer.flush();
        if (failures.get() > 0) {
            throw new IllegalStateException("the broker refused " + failures.get() + " records");
        }
        return published;
    }

    /** One event of each partition. */
    void publishOneEach(TableRecords section) {
        IntStream.range(0, PARTITIONS).forEach(partition -> send(section));
        producer.flush();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback counts what fails
    private void send(TableRecords section) {
        TableRecords.Next next = section.next();
        producer.send(
                new ProducerRecord<>(TableRecords.TOPIC, next.entity() % PARTITIONS, null, section.marked(next)),
                (sent, failure) -> {
                    if (failure != null) {
                        failures.incrementAndGet();
                    }
                });
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
