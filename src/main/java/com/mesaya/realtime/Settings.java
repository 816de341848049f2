package com.mesaya.realtime;

import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.application.RoleAccessPolicy;
import com.mesaya.realtime.application.SnapshotGate;
import com.mesaya.realtime.domain.BatchLimits;
import com.mesaya.realtime.domain.LogLimits;
import com.mesaya.realtime.domain.OverflowPolicy;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.PublicKeys;
import com.mesaya.realtime.infrastructure.kafka.EntityKind;
import com.mesaya.realtime.infrastructure.kafka.KafkaSettings;
import com.mesaya.realtime.infrastructure.rest.RestSettings;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.transport.ServerSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * All settings, read once and checked. What each means is said in {@code conf/application.conf}.
 *
 * @param actorSystem what the actor system is configured with
 */
public record Settings(
        ServerSettings http,
        ServerSettings admin,
        JwtSettings jwt,
        String cursorSecret,
        RoleAccessPolicy access,
        RestSettings rest,
        SnapshotGate.Limits joins,
        KafkaSettings kafka,
        List<EntityKind> entities,
        SectionSettings section,
        LogLevel logLevel,
        LogFormat logFormat,
        Config actorSystem) {

    private static final String DEFAULT_ISSUER = "mesaYA-auth";

    /** How much is logged. */
    public enum LogLevel {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /** How log lines look. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** Copies the list. */
    public Settings {
        entities = List.copyOf(entities);
    }

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
        List<EntityKind> entities = entities(config);
        SectionSettings section = section(reader);
        return new Settings(
                http(reader),
                admin(reader),
                jwt(reader),
                cursorSecret(reader),
                new RoleAccessPolicy(reader.names("mesaya.access.roles"), reader.names("mesaya.access.permissions")),
                rest(reader, entities),
                joins(reader),
                kafka(reader, section.log().window()),
                entities,
                section,
                reader.oneOf("mesaya.log.level", "LOG_LEVEL", LogLevel.class),
                reader.oneOf("mesaya.log.format", "LOG_FORMAT", LogFormat.class),
                config);
    }

    /** Starts the logging as it was set, before anything logs. */
    void applyLogging() {
        System.setProperty("LOG_LEVEL", logLevel.name());
        System.setProperty("LOG_FORMAT", logFormat.name().toLowerCase(Locale.ROOT));
        LoggerFactory.getILoggerFactory();
    }

    private static ServerSettings http(ConfigReader reader) {
        return new ServerSettings(
                reader.text("mesaya.http.host", "HOST", "an address to bind to", host -> !host.isBlank()),
                reader.port("mesaya.http.port", "PORT"),
                reader.count("mesaya.http.backlog", "HTTP_BACKLOG"),
                reader.duration("mesaya.http.stall-timeout", "STALL_TIMEOUT"),
                reader.duration("mesaya.http.idle-timeout", "HTTP_IDLE_TIMEOUT"));
    }

    private static ServerSettings admin(ConfigReader reader) {
        ServerSettings http = http(reader);
        return new ServerSettings(
                reader.text("mesaya.admin.host", "ADMIN_HOST", "an address to bind to", host -> !host.isBlank()),
                reader.port("mesaya.admin.port", "ADMIN_PORT"),
                http.backlog(),
                http.stallTimeout(),
                http.idleTimeout());
    }

    private static JwtSettings jwt(ConfigReader reader) {
        String publicKey = reader.secret("mesaya.jwt.public-key");
        String issuer = reader.secret("mesaya.jwt.issuer");
        String defaultIssuer = publicKey.isBlank() ? "" : DEFAULT_ISSUER;
        return new JwtSettings(
                algorithm(reader.secret("mesaya.jwt.secret"), publicKey),
                issuer.equals("default") ? defaultIssuer : issuer,
                reader.seconds("mesaya.jwt.leeway", "JWT_LEEWAY"),
                reader.flag("mesaya.jwt.expiry-required", "JWT_EXPIRY_REQUIRED"));
    }

    private static Algorithm algorithm(String secret, String publicKey) {
        if (!publicKey.isBlank()) {
            try {
                return Algorithm.RSA256(PublicKeys.parse(publicKey));
            } catch (IllegalArgumentException wrong) {
                throw new SettingsException(
                        "JWT_PUBLIC_KEY (mesaya.jwt.public-key) must be an RSA public key in PEM, but is "
                                + wrong.getMessage());
            }
        }
        if (secret.isBlank()) {
            throw new SettingsException("JWT_SECRET (mesaya.jwt.secret) must be the secret tokens are signed with, or"
                    + " JWT_PUBLIC_KEY the public key in PEM, but neither is set");
        }
        return Algorithm.HMAC256(secret);
    }

    /** Without one, cursors are good on this node and in this life of it only. */
    private static String cursorSecret(ConfigReader reader) {
        return Stream.of("mesaya.resume.secret", "mesaya.jwt.secret")
                .map(reader::secret)
                .filter(secret -> !secret.isBlank())
                .findFirst()
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    private static RestSettings rest(ConfigReader reader, List<EntityKind> entities) {
        Map<String, String> kindsByArray =
                entities.stream().collect(Collectors.toMap(EntityKind::plural, EntityKind::name));
        return new RestSettings(
                URI.create(reader.text(
                                "mesaya.rest.base-url",
                                "REST_BASE_URL",
                                "the main API's address, such as http://main-api:3000",
                                url -> url.matches("https?://[^\\s/?#]+(/[^\\s?#]*)?")
                                        && URI.create(url).getRawAuthority() != null))
                        .normalize(),
                reader.text(
                        "mesaya.rest.section-path",
                        "REST_SECTION_PATH",
                        "a path with {id} in it, such as /api/section/{id}",
                        path -> path.matches("/\\S*\\{id}\\S*")
                                && URI.create(path.replace("{id}", "id")).getRawPath() != null),
                reader.duration("mesaya.rest.timeout", "REST_TIMEOUT"),
                reader.count("mesaya.rest.max-concurrent", "REST_MAX_CONCURRENT"),
                reader.size("mesaya.rest.max-size", "REST_MAX_SIZE"),
                kindsByArray);
    }

    private static SnapshotGate.Limits joins(ConfigReader reader) {
        return new SnapshotGate.Limits(
                reader.count("mesaya.rest.max-concurrent", "REST_MAX_CONCURRENT"),
                reader.count("mesaya.rest.max-waiting", "REST_MAX_WAITING"),
                reader.duration("mesaya.rest.wait-timeout", "REST_WAIT_TIMEOUT"));
    }

    private static KafkaSettings kafka(ConfigReader reader, int window) {
        int maxInFlight = reader.count("mesaya.kafka.max-in-flight", "KAFKA_MAX_IN_FLIGHT");
        if (maxInFlight > window) {
            throw new SettingsException("KAFKA_MAX_IN_FLIGHT (mesaya.kafka.max-in-flight) must be at most"
                    + " SECTION_WINDOW (" + window + "), but is '" + maxInFlight + "'");
        }
        reader.text(
                "mesaya.kafka.offset-reset",
                "KAFKA_OFFSET_RESET",
                "earliest or latest",
                reset -> reset.matches("earliest|latest"));
        Duration restartBackoff = reader.duration("mesaya.kafka.restart-backoff", "KAFKA_RESTART_BACKOFF");
        Duration maxRestartBackoff = reader.duration("mesaya.kafka.max-restart-backoff", "KAFKA_MAX_RESTART_BACKOFF");
        if (restartBackoff.compareTo(maxRestartBackoff) > 0) {
            throw new SettingsException("KAFKA_RESTART_BACKOFF (mesaya.kafka.restart-backoff) must be at most"
                    + " KAFKA_MAX_RESTART_BACKOFF (" + maxRestartBackoff.toMillis() + "ms), but is '"
                    + restartBackoff.toMillis() + "ms'");
        }
        return new KafkaSettings(
                reader.text(
                        "mesaya.kafka.brokers",
                        "KAFKA_BROKERS",
                        "host:port, comma-separated",
                        brokers -> Stream.of(brokers.split(",", -1)).allMatch(Settings::isBroker)),
                reader.text("mesaya.kafka.group-id", "KAFKA_GROUP_ID", "a consumer group", id -> !id.isBlank()),
                maxInFlight,
                restartBackoff,
                maxRestartBackoff,
                reader.text(
                        "mesaya.kafka.dead-letter-topic",
                        "KAFKA_DEAD_LETTER_TOPIC",
                        "a topic, or empty",
                        topic -> topic.matches("[A-Za-z0-9._-]{0,249}")));
    }

    private static boolean isBroker(String broker) {
        return broker.matches("[^\\s:]+:[1-9]\\d{0,4}")
                && Integer.parseInt(broker.substring(broker.indexOf(':') + 1)) <= ConfigReader.MAX_PORT;
    }

    private static List<EntityKind> entities(Config config) {
        String prefix = new ConfigReader(config)
                .text(
                        "mesaya.kafka.topic-prefix",
                        "KAFKA_TOPIC_PREFIX",
                        "the start of a topic's name, such as mesa-ya",
                        text -> text.matches("[A-Za-z0-9._-]{1,100}"));
        try {
            List<EntityKind> entities = config.getConfigList("mesaya.kafka.entities").stream()
                    .map(entity -> entity(prefix, entity))
                    .toList();
            if (entities.stream().map(EntityKind::topic).distinct().count() < entities.size()) {
                throw new IllegalArgumentException("two kinds share a topic");
            }
            return entities;
        } catch (IllegalArgumentException wrong) {
            throw new SettingsException("mesaya.kafka.entities must be kinds of entities: " + wrong.getMessage());
        }
    }

    private static EntityKind entity(String prefix, Config entity) {
        return new EntityKind(
                entity.getString("name"),
                prefix + "." + entity.getString("topic"),
                entity.getString("section-field"),
                entity.getStringList("actions"),
                Set.copyOf(entity.getStringList("ephemeral-actions")));
    }

    private static SectionSettings section(ConfigReader reader) {
        var log = new LogLimits(
                reader.count("mesaya.section.window", "SECTION_WINDOW"),
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
        return new SectionSettings(
                log,
                batch,
                bound,
                reader.oneOf("mesaya.section.overflow", "OVERFLOW_POLICY", OverflowPolicy.class),
                reader.duration("mesaya.section.linger", "SECTION_LINGER"),
                reader.duration("mesaya.resume.max-age", "RESUME_MAX_AGE"),
                reader.count("mesaya.resume.max-places", "RESUME_MAX_PLACES"),
                reader.duration("mesaya.section.poll-timeout", "SECTION_POLL_TIMEOUT"),
                reader.duration("mesaya.section.ask-timeout", "SECTION_ASK_TIMEOUT"));
    }
}
