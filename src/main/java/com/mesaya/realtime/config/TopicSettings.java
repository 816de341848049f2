package com.mesaya.realtime.config;

import com.mesaya.realtime.application.Link;
import com.mesaya.realtime.domain.SnapshotTrust;
import com.mesaya.realtime.infrastructure.kafka.KafkaSettings;
import com.mesaya.realtime.infrastructure.kafka.decode.EntityKind;
import com.mesaya.realtime.infrastructure.kafka.decode.EventOrder;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the settings of Kafka: the brokers, the group, and the kinds of entities by topic. */
final class TopicSettings {

    /** An IPv6 address in brackets. */
    private static final String BROKER = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):[1-9]\\d{0,4}";

    private TopicSettings() {}

    static KafkaSettings kafka(ConfigReader reader, List<EntityKind> entities, SectionSettings section) {
        Duration restartBackoff = reader.duration("mesaya.kafka.restart-backoff", "KAFKA_RESTART_BACKOFF");
        Duration maxRestartBackoff = reader.duration("mesaya.kafka.max-restart-backoff", "KAFKA_MAX_RESTART_BACKOFF");
        if (restartBackoff.compareTo(maxRestartBackoff) > 0) {
            throw new SettingsException("KAFKA_RESTART_BACKOFF (mesaya.kafka.restart-backoff) must be at most"
                    + " KAFKA_MAX_RESTART_BACKOFF (" + maxRestartBackoff.toMillis() + "ms), but is '"
                    + restartBackoff.toMillis() + "ms'");
        }
        return new KafkaSettings(
                String.join(
                        ",",
                        reader.someOf(
                                "mesaya.kafka.brokers",
                                "KAFKA_BROKERS",
                                "host:port, comma-separated",
                                TopicSettings::broker)),
                reader.text(
                        "mesaya.kafka.group-id",
                        "KAFKA_GROUP_ID",
                        "a consumer group",
                        id -> !id.isBlank() && id.equals(id.strip())),
                reader.text(
                                "mesaya.kafka.offset-reset",
                                "KAFKA_OFFSET_RESET",
                                "earliest or latest",
                                reset -> reset.matches("earliest|latest"))
                        .equals("latest"),
                maxInFlight(reader),
                reader.size("mesaya.kafka.max-in-flight-size", "KAFKA_MAX_IN_FLIGHT_SIZE"),
                reader.size("mesaya.kafka.max-record-size", "KAFKA_MAX_RECORD_SIZE"),
                restartBackoff,
                maxRestartBackoff,
                reader.duration("mesaya.kafka.coverage-grace", "KAFKA_COVERAGE_GRACE"),
                reader.duration("mesaya.kafka.stuck-after", "KAFKA_STUCK_AFTER"),
                section.giveUpAfter(),
                reader.text(
                        "mesaya.kafka.dead-letter-topic",
                        "KAFKA_DEAD_LETTER_TOPIC",
                        "a topic that isn't read, or empty",
                        topic -> topic.matches("[A-Za-z0-9._-]{0,249}") && !isRead(topic, entities)));
    }

    /** Returns the limit of records in flight. A section's log keeps as many offsets, to recognise a resent record. */
    static int maxInFlight(ConfigReader reader) {
        return reader.count("mesaya.kafka.max-in-flight", "KAFKA_MAX_IN_FLIGHT");
    }

    /** Returns whether the topic is read. A dead letter topic that is read would yield new dead letters without end. */
    private static boolean isRead(String topic, List<EntityKind> entities) {
        return entities.stream().flatMap(EntityKind::topics).anyMatch(read -> (topic + ".").startsWith(read + "."));
    }

    private static String broker(String broker) {
        if (!broker.matches(BROKER)
                || Integer.parseInt(broker.substring(broker.lastIndexOf(':') + 1)) > ConfigReader.MAX_PORT) {
            throw new IllegalArgumentException("not a host and port");
        }
        return broker;
    }

    static List<EntityKind> entities(ConfigReader reader, Config config) {
        String prefix = reader.text(
                "mesaya.kafka.topic-prefix",
                "KAFKA_TOPIC_PREFIX",
                "the start of a topic's name, such as mesa-ya",
                text -> text.matches("[A-Za-z0-9._-]{1,100}"));
        EventOrder order = reader.oneOf("mesaya.kafka.event-order", "EVENT_ORDER", EventOrder.class);
        try {
            List<EntityKind> entities = config.getConfigList("mesaya.kafka.entities").stream()
                    .map(entity -> entity(prefix, entity, order))
                    .toList();
            if (entities.stream().map(EntityKind::topic).distinct().count() < entities.size()) {
                throw new IllegalArgumentException("two kinds share a topic");
            }
            return entities;
        } catch (IllegalArgumentException wrong) {
            throw new SettingsException("mesaya.kafka.entities must be kinds of entities: " + wrong.getMessage());
        }
    }

    private static EntityKind entity(String prefix, Config entity, EventOrder order) {
        return new EntityKind(
                entity.getString("name"),
                prefix + "." + entity.getString("topic"),
                entity.getString("section-field"),
                entity.getStringList("actions"),
                Set.copyOf(entity.getStringList("ephemeral-actions")),
                entity.hasPath("looked-up") && entity.getBoolean("looked-up"),
                entity.hasPath("shows")
                        ? new Link(entity.getString("shows.field"), entity.getString("shows.kind"))
                        : null,
                snapshotVersion(entity.hasPath("snapshot-version") ? entity.getString("snapshot-version") : "trusted"),
                order);
    }

    private static SnapshotTrust snapshotVersion(String text) {
        return Stream.of(SnapshotTrust.values())
                .filter(trust -> trust.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "snapshot-version must be one of trusted, unsure, ignored, but is '" + text + "'"));
    }
}
