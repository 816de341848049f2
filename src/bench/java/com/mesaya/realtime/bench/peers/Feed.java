package com.mesaya.realtime.bench.peers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A thread that reads the topic of changed tables, and tells whoever watches. It commits as the consumer does by default. */
final class Feed {

    private static final String TOPIC = "mesa-ya.tables.updated";
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

    private final String brokers;
    private final String groupId;
    private final WatchedSections sections;
    private volatile boolean reading;

    Feed(String brokers, String groupId, WatchedSections sections) {
        this.brokers = brokers;
        this.groupId = groupId;
        this.sections = sections;
    }

    void start() {
        new Thread(this::run, "feed").start();
    }

    /** Whether it has its partitions. */
    boolean isReading() {
        return reading;
    }

    private void run() {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", brokers, "group.id", groupId, "auto.offset.reset", "latest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            while (true) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                    sections.tell(record.value());
                }
                reading = !consumer.assignment().isEmpty();
            }
        }
    }
}
