package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.topic.TopicName;
import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.domain.Origin;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Turns Kafka's records into those that handlers get. It splits each topic's name only once. Thread-safe. */
final class TopicRecords {

    private final Map<String, TopicName> names = new ConcurrentHashMap<>();

    TopicRecord of(ConsumerRecord<byte[], byte[]> kafka) {
        return new TopicRecord(
                new Origin(kafka.topic(), kafka.partition(), kafka.offset(), recordedAt(kafka)),
                names.computeIfAbsent(kafka.topic(), TopicName::parse),
                Objects.requireNonNullElseGet(kafka.value(), () -> new byte[0]));
    }

    /** Returns the record's timestamp, set by the producer, or by the broker if the topic is configured so. */
    private static @Nullable Instant recordedAt(ConsumerRecord<?, ?> kafka) {
        return kafka.timestampType() == TimestampType.NO_TIMESTAMP_TYPE
                ? null
                : Instant.ofEpochMilli(kafka.timestamp());
    }
}
