package com.mesaya.realtime.bench;

import com.mesaya.realtime.bench.load.Mark;
import com.mesaya.realtime.bench.load.TableRecords;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes changes of the tables of some sections, in turn and at a steady rate. Each entity has a fixed partition, so that its
 * versions arrive in order, and a version that a server leaves out is conflated or lost, but never stale. One thread at a time.
 */
final class EventSource implements AutoCloseable {

    /** The number of partitions of the topics; the main API's have three. */
    private static final int PARTITIONS = 3;

    private static final long PAUSE_NANOS = 200_000;
    private static final double MICROS_PER_SECOND = 1e6;

    private final Producer<byte[], byte[]> producer;
    private final AtomicLong failures = new AtomicLong();

    EventSource(String brokers) {
        this(new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers, ProducerConfig.LINGER_MS_CONFIG, 0),
                new ByteArraySerializer(),
                new ByteArraySerializer()));
    }

    EventSource(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** Creates the sections' records, starting with the first version. */
    static List<TableRecords> records(List<String> sections, int paddingBytes) {
        return sections.stream()
                .map(section -> new TableRecords(section, paddingBytes))
                .toList();
    }

    /**
     * Publishes the plan's events, and returns when the broker has acknowledged all. Each record is marked with its due time: with the
     * send time, a blocked producer would make all events look fresh.
     *
     * @param startMicros the due time of the first one, by {@link Mark#nowMicros}
     */
    Publication publish(List<TableRecords> sections, EventRun.Plan plan, long startMicros) {
        var publication =
                new Publication(plan.eventsPerSecond(), plan.measuredFromMicros(startMicros), plan.measured());
        double microsBetween = MICROS_PER_SECOND / plan.eventsPerSecond();
        long wanted = Math.round(plan.duration().toNanos() / 1e3 / microsBetween);
        long published = 0;
        while (published < wanted) {
            long due = Math.min(wanted, 1 + (long) ((Mark.nowMicros() - startMicros) / microsBetween));
            for (; published < due; published++) {
                long dueMicros = startMicros + (long) (published * microsBetween);
                send(
                        sections.get((int) (published % sections.size())),
                        dueMicros,
                        () -> publication.acknowledged(dueMicros, Mark.nowMicros()));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        producer.flush();
        if (failures.get() > 0) {
            throw new IllegalStateException("the broker refused " + failures.get() + " records");
        }
        return publication;
    }

    /** Publishes one event to each partition. */
    void publishOneEach(TableRecords section) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            send(section, Mark.nowMicros(), () -> {});
        }
        producer.flush();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback counts failures
    private void send(TableRecords section, long dueMicros, Runnable onAcknowledged) {
        TableRecords.Next next = section.next();
        producer.send(
                new ProducerRecord<>(
                        TableRecords.TOPIC, next.entity() % PARTITIONS, null, section.marked(next, dueMicros)),
                (sent, failure) -> {
                    if (failure == null) {
                        onAcknowledged.run();
                    } else {
                        failures.incrementAndGet();
                    }
                });
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
