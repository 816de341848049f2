package com.mesaya.realtime.config;

import com.mesaya.realtime.application.Link;
import com.mesaya.realtime.application.access.RoleAccessPolicy;
import com.mesaya.realtime.application.join.SnapshotGate;
import com.mesaya.realtime.domain.SnapshotTrust;
import com.mesaya.realtime.domain.entity.DirectoryLimits;
import com.mesaya.realtime.domain.log.BatchLimits;
import com.mesaya.realtime.domain.log.LogLimits;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.cluster.ClusterSettings;
import com.mesaya.realtime.infrastructure.kafka.KafkaSettings;
import com.mesaya.realtime.infrastructure.kafka.decode.EntityKind;
import com.mesaya.realtime.infrastructure.rest.RestSettings;
import com.mesaya.realtime.infrastructure.section.DirectorySettings;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * All settings, read once and validated. {@code conf/application.conf} explains each of them.
 *
 * @param warmUp the maximum time of the warm-up before the node is ready; empty for no warm-up
 * @param warnings warnings about valid but suspicious values
 * @param actorSystem the configuration of the actor system
 */
public record Settings(
        TransportSettings transport,
        JwtSettings jwt,
        String cursorSecret,
        RoleAccessPolicy access,
        RestSettings rest,
        SnapshotGate.Limits joins,
        KafkaSettings kafka,
        List<EntityKind> entities,
        SectionSettings section,
        DirectorySettings directory,
        ClusterSettings cluster,
        Optional<Duration> warmUp,
        LogLevel logLevel,
        LogFormat logFormat,
        List<String> warnings,
        Config actorSystem) {

    /** The log level. */
    public enum LogLevel {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /** The format of log lines. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** Copies the lists. */
    public Settings {
        entities = List.copyOf(entities);
        warnings = List.copyOf(warnings);
    }

    /** The maximum handover time: the state of a moving section is kept this long, counted from the last reminder. */
    private static final Duration LONGEST_MOVE = Duration.ofSeconds(60);

    /** The time by which an event may be older than the connection that didn't get it any more. */
    private static final Duration LONGEST_DELIVERY = Duration.ofMinutes(1);

    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(2);

    /** Reads the settings from the environment and the configuration files. */
    public static Settings load() {
        return from(ConfigFactory.load());
    }

    /**
     * Reads the settings.
     *
     * @throws SettingsException if one is missing or wrong
     */
    public static Settings from(Config config) {
        var reader = new ConfigReader(config);
        List<EntityKind> entities = TopicSettings.entities(reader, config);
        SectionSettings section = section(reader);
        TransportSettings transport = TransportSettings.from(reader);
        ClusterSettings cluster = MembershipSettings.cluster(reader, transport.admin());
        return new Settings(
                transport,
                TokenSettings.jwt(reader),
                TokenSettings.cursorSecret(reader, cluster.formation() != ClusterSettings.Alone.INSTANCE),
                new RoleAccessPolicy(
                        reader.someNames("mesaya.access.roles", "ACCESS_ROLES"),
                        reader.names("mesaya.access.permissions")),
                rest(reader, entities),
                joins(reader),
                TopicSettings.kafka(reader, entities, section),
                entities,
                section,
                directory(reader, entities),
                cluster,
                reader.durationOrOff("mesaya.warm-up", "WARM_UP", LONGEST_WARM_UP),
                reader.oneOf("mesaya.log.level", "LOG_LEVEL", LogLevel.class),
                reader.oneOf("mesaya.log.format", "LOG_FORMAT", LogFormat.class),
                reader.warnings(),
                MembershipSettings.actorSystem(reader, config, transport.admin()));
    }

    /** Configures logging, before the first line is logged. */
    public void applyLogging() {
        System.setProperty("LOG_LEVEL", logLevel.name());
        System.setProperty("LOG_FORMAT", logFormat.name().toLowerCase(Locale.ROOT));
        LoggerFactory.getILoggerFactory();
    }

    private static RestSettings rest(ConfigReader reader, List<EntityKind> entities) {
        Map<String, String> kindsByArray =
                entities.stream().collect(Collectors.toMap(EntityKind::plural, EntityKind::name));
        Duration reset = reader.duration("mesaya.rest.breaker-reset", "REST_BREAKER_RESET");
        Duration maxReset = reader.duration("mesaya.rest.breaker-max-reset", "REST_BREAKER_MAX_RESET");
        if (reset.compareTo(maxReset) > 0) {
            throw new SettingsException("REST_BREAKER_RESET (mesaya.rest.breaker-reset) must be at most"
                    + " REST_BREAKER_MAX_RESET (" + maxReset.toMillis() + "ms), but is '" + reset.toMillis() + "ms'");
        }
        int burst = reader.count("mesaya.rest.burst", "REST_BURST");
        return new RestSettings(
                ApiAddress.base(reader),
                ApiAddress.sectionPath(reader),
                reader.jsonPointer("mesaya.rest.section-pointer", "REST_SECTION_POINTER"),
                reader.flag("mesaya.rest.forward-client-address", "REST_FORWARD_CLIENT_ADDRESS"),
                reader.optionalCount("mesaya.rest.max-per-second", "REST_MAX_PER_SECOND")
                        .map(perSecond -> new RestSettings.Rate(perSecond, burst)),
                reader.duration("mesaya.rest.timeout", "REST_TIMEOUT"),
                reader.count("mesaya.rest.max-concurrent", "REST_MAX_CONCURRENT"),
                reader.size("mesaya.rest.max-size", "REST_MAX_SIZE"),
                new RestSettings.Breaker(
                        reader.count("mesaya.rest.breaker-max-failures", "REST_BREAKER_MAX_FAILURES"), reset, maxReset),
                kindsByArray,
                linkKinds(entities),
                entities.stream()
                        .filter(entity -> entity.snapshotVersion() != SnapshotTrust.TRUSTED)
                        .collect(Collectors.toMap(EntityKind::name, EntityKind::snapshotVersion)));
    }

    private static Map<String, Link> linkKinds(List<EntityKind> entities) {
        var kinds = new HashMap<String, Link>();
        for (EntityKind entity : entities) {
            Link link = entity.shows();
            if (link != null) {
                kinds.put(entity.name(), new Link(link.field(), link.kind()));
            }
        }
        return kinds;
    }

    private static DirectorySettings directory(ConfigReader reader, List<EntityKind> entities) {
        int buckets = reader.count("mesaya.directory.buckets", "DIRECTORY_BUCKETS");
        // Entities are spread almost evenly over the buckets.
        var limits = new DirectoryLimits(
                Math.max(1, reader.count("mesaya.directory.max-entities", "DIRECTORY_MAX_ENTITIES") / buckets),
                Math.max(1, reader.size("mesaya.directory.max-size", "DIRECTORY_MAX_SIZE") / buckets),
                reader.duration("mesaya.directory.retention", "DIRECTORY_RETENTION"));
        return new DirectorySettings(
                buckets,
                limits,
                reader.duration("mesaya.directory.patience", "DIRECTORY_PATIENCE"),
                entities.stream()
                        .filter(entity -> !entity.lookedUp())
                        .map(EntityKind::name)
                        .collect(Collectors.toSet()));
    }

    private static SnapshotGate.Limits joins(ConfigReader reader) {
        return new SnapshotGate.Limits(
                reader.count("mesaya.rest.max-concurrent", "REST_MAX_CONCURRENT"),
                reader.count("mesaya.rest.max-waiting", "REST_MAX_WAITING"),
                reader.duration("mesaya.rest.wait-timeout", "REST_WAIT_TIMEOUT"));
    }

    private static Duration giveUpAfter(ConfigReader reader, Duration askTimeout) {
        Duration giveUpAfter = reader.duration("mesaya.kafka.give-up-after", "KAFKA_GIVE_UP_AFTER");
        if (giveUpAfter.compareTo(askTimeout) <= 0) {
            throw new SettingsException("KAFKA_GIVE_UP_AFTER (mesaya.kafka.give-up-after) must be more than"
                    + " SECTION_ASK_TIMEOUT (" + askTimeout.toMillis()
                    + "ms), or a temporarily slow section would lose events, but is '"
                    + giveUpAfter.toMillis() + "ms'");
        }
        return giveUpAfter;
    }

    private static Duration resumeMaxAge(ConfigReader reader) {
        return reader.duration("mesaya.resume.max-age", "RESUME_MAX_AGE");
    }

    private static SectionSettings section(ConfigReader reader) {
        var log = new LogLimits(
                reader.count("mesaya.section.window", "SECTION_WINDOW"),
                resumeMaxAge(reader).plus(LONGEST_DELIVERY),
                TopicSettings.maxInFlight(reader),
                reader.count("mesaya.section.max-entities", "SECTION_MAX_ENTITIES"),
                reader.size("mesaya.section.max-size", "SECTION_MAX_SIZE"),
                reader.duration("mesaya.section.tombstone-retention", "SECTION_TOMBSTONE_RETENTION"));
        var batch = new BatchLimits(
                reader.count("mesaya.section.batch-events", "BATCH_EVENTS"),
                reader.size("mesaya.section.batch-size", "BATCH_SIZE"));
        int bound = reader.count("mesaya.section.bound", "SUBSCRIBER_BOUND");
        if (bound > log.window()) {
            throw new SettingsException("SUBSCRIBER_BOUND (mesaya.section.bound) must be at most SECTION_WINDOW ("
                    + log.window() + "), but is '" + bound + "'");
        }
        Duration askTimeout = reader.duration("mesaya.section.ask-timeout", "SECTION_ASK_TIMEOUT");
        Duration handoverTimeout = reader.duration("mesaya.section.handover.timeout", "HANDOVER_TIMEOUT");
        if (handoverTimeout.compareTo(askTimeout) >= 0) {
            throw new SettingsException("HANDOVER_TIMEOUT (mesaya.section.handover.timeout) must be less than"
                    + " SECTION_ASK_TIMEOUT (" + askTimeout.toMillis()
                    + "ms), or joins of a moving section would fail, but is '"
                    + handoverTimeout.toMillis() + "ms'");
        }
        return new SectionSettings(
                log,
                batch,
                bound,
                reader.oneOf("mesaya.section.overflow", "OVERFLOW_POLICY", OverflowPolicy.class),
                reader.duration("mesaya.section.linger", "SECTION_LINGER"),
                reader.count("mesaya.section.max-unwatched", "SECTION_MAX_UNWATCHED"),
                resumeMaxAge(reader),
                reader.count("mesaya.resume.max-places", "RESUME_MAX_PLACES"),
                reader.duration("mesaya.section.poll-timeout", "SECTION_POLL_TIMEOUT"),
                askTimeout,
                giveUpAfter(reader, askTimeout),
                new SectionSettings.HandoverLimits(
                        reader.size("mesaya.section.handover.max-size", "HANDOVER_MAX_SIZE"),
                        reader.size("mesaya.section.handover.max-size-in-all", "HANDOVER_MAX_SIZE_IN_ALL"),
                        LONGEST_MOVE,
                        handoverTimeout));
    }
}
