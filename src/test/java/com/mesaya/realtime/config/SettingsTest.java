package com.mesaya.realtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.mesaya.realtime.application.Link;
import com.mesaya.realtime.application.access.RoleAccessPolicy;
import com.mesaya.realtime.domain.SnapshotTrust;
import com.mesaya.realtime.domain.entity.DirectoryLimits;
import com.mesaya.realtime.domain.log.BatchLimits;
import com.mesaya.realtime.domain.log.LogLimits;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.cluster.ClusterSettings;
import com.mesaya.realtime.infrastructure.kafka.KafkaSettings;
import com.mesaya.realtime.infrastructure.kafka.decode.EntityKind;
import com.mesaya.realtime.infrastructure.kafka.decode.EventOrder;
import com.mesaya.realtime.infrastructure.rest.RestSettings;
import com.mesaya.realtime.infrastructure.section.DirectorySettings;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.transport.admission.Admission;
import com.mesaya.realtime.transport.admission.AllowedOrigins;
import com.mesaya.realtime.transport.admission.ClientLimits;
import com.mesaya.realtime.transport.compression.CompressionSettings;
import com.mesaya.realtime.transport.routes.Subprotocols;
import com.mesaya.realtime.transport.server.ServerSettings;
import com.typesafe.config.Config;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @Test
    void needOnlyWhatNobodyCanGuess() {
        Settings settings = Settings.from(Configs.with(Map.of()));

        TransportSettings transport = settings.transport();
        assertThat(transport.http())
                .isEqualTo(new ServerSettings(
                        "0.0.0.0",
                        8080,
                        4096,
                        20_064,
                        2_064,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Optional.of(131_072),
                        true,
                        Optional.empty()));
        assertThat(transport.admin().forPages()).isFalse();
        assertThat(transport.subprotocols()).isEqualTo(new Subprotocols(Set.of("mesaya.v1", "bearer")));
        assertThat(transport.admin().host()).isEqualTo("127.0.0.1");
        assertThat(transport.admin().port()).isEqualTo(8081);
        assertThat(transport.admission()).isEqualTo(new Admission.Limits(20_000, 200, 2_000, 500, 100));
        assertThat(transport.client()).isEqualTo(new ClientLimits(65_536, 10, 10, Duration.ofSeconds(60), 500));
        assertThat(transport.compression()).contains(new CompressionSettings(256, 1));
        assertThat(transport.origins()).isEqualTo(new AllowedOrigins(Set.of()));
        assertThat(transport.drainDuration()).isEqualTo(Duration.ofSeconds(10));
        assertThat(transport.longestPause()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.access()).isEqualTo(new RoleAccessPolicy(Set.of("USER", "OWNER", "ADMIN"), Set.of()));
        assertThat(settings.warmUp()).contains(Duration.ofSeconds(10));
        assertThat(settings.logLevel()).isEqualTo(Settings.LogLevel.INFO);
        assertThat(settings.logFormat()).isEqualTo(Settings.LogFormat.TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "OFF", "0", " off "})
    void letANodeStartCold(String off) {
        assertThat(Settings.from(Configs.with(Map.of("WARM_UP", off))).warmUp()).isEmpty();
    }

    @Test
    void compressesNothingIfThatIsOff() {
        Settings settings = Settings.from(Configs.with(Map.of("COMPRESSION", "off")));

        assertThat(settings.transport().compression()).isEmpty();
    }

    @Test
    void letAFeedDeliverWithoutPauses() {
        Settings settings = Settings.from(Configs.with(Map.of("FEED_LONGEST_PAUSE", "off")));

        assertThat(settings.transport().longestPause()).isZero();
    }

    @Test
    void askTheMainApiAsTheContractSays() {
        assertThat(Settings.from(Configs.with(Map.of())).rest())
                .isEqualTo(new RestSettings(
                        URI.create("http://main-api:3000"),
                        "/api/section/{id}",
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        Duration.ofSeconds(10),
                        50,
                        8 * 1024 * 1024,
                        new RestSettings.Breaker(20, Duration.ofSeconds(5), Duration.ofSeconds(30)),
                        Map.of(
                                "tables", "table",
                                "objects", "object",
                                "section-objects", "section-object",
                                "sections", "section"),
                        Map.of("section-object", new Link("objectId", "object")),
                        Map.of("section", SnapshotTrust.UNSURE)));
    }

    @Test
    void putEventsInTheContractsOrderUnlessToldOtherwise() {
        assertThat(Settings.from(Configs.with(Map.of())).entities())
                .allMatch(kind -> kind.order() == EventOrder.UPDATED_AT);
        assertThat(Settings.from(Configs.with(Map.of("EVENT_ORDER", "envelope")))
                        .entities())
                .allMatch(kind -> kind.order() == EventOrder.ENVELOPE);
    }

    @Test
    void divideTheDirectorysBoundsAmongItsBuckets() {
        assertThat(Settings.from(Configs.with(Map.of())).directory())
                .isEqualTo(new DirectorySettings(
                        64,
                        new DirectoryLimits(3_125, 1024 * 1024, Duration.ofHours(24)),
                        Duration.ofSeconds(3),
                        Set.of("section")));
    }

    @Test
    void readKafkaAsTheContractSays() {
        assertThat(Settings.from(Configs.with(Map.of())).kafka())
                .isEqualTo(new KafkaSettings(
                        "kafka:9092",
                        "mesa-ya-realtime",
                        false,
                        32_768,
                        64 * 1024 * 1024,
                        2 * 1024 * 1024,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(15),
                        Duration.ofMinutes(5),
                        "mesa-ya.realtime.dead-letters"));
    }

    @Test
    void takeADrainAsLongAsTheShutdownLeavesTimeFor() {
        Config config = Configs.with(Map.of("DRAIN_DURATION", "10m"));

        Duration drain = Settings.from(config).transport().drainDuration();

        assertThat(drain)
                .isEqualTo(Duration.ofMinutes(10))
                .isLessThan(config.getDuration("pekko.coordinated-shutdown.phases.service-requests-done.timeout"));
    }

    @Test
    void takeOriginsHoweverTheyAreWritten() {
        Settings settings =
                Settings.from(Configs.with(Map.of("ALLOWED_ORIGINS", "HTTPS://MesaYa.ec:443, http://localhost:4200")));

        assertThat(settings.transport().origins())
                .isEqualTo(new AllowedOrigins(Set.of("https://mesaya.ec", "http://localhost:4200")));
    }

    @Test
    void takeListsWithBlanksAndACommaAtTheEnd() {
        Settings settings = Settings.from(Configs.with(Map.of(
                "KAFKA_BROKERS", " kafka:9092, [2001:db8::1]:9092 ,kafka_2:9092,",
                "ALLOWED_ORIGINS", "https://*.mesaya.ec:8443 , capacitor://localhost, ionic://localhost,",
                "WEBSOCKET_SUBPROTOCOLS", "mesaya.v2, ,",
                "CLUSTER_SEEDS", "a:1 , [::1]:2,",
                "TRUSTED_PROXIES", "10.0.0.0/8, ::1,",
                "PAGE_CONNECT_SOURCES", "wss://a, wss://b,",
                "ACCESS_ROLES", "USER, ",
                "JWT_AUDIENCE", "a, b,")));

        assertThat(settings.kafka().brokers()).isEqualTo("kafka:9092,[2001:db8::1]:9092,kafka_2:9092");
        assertThat(settings.transport().origins().origins())
                .containsExactlyInAnyOrder("https://*.mesaya.ec:8443", "capacitor://localhost", "ionic://localhost");
        assertThat(settings.transport().subprotocols()).isEqualTo(new Subprotocols(Set.of("mesaya.v2")));
        assertThat(((ClusterSettings.Seeds) settings.cluster().formation()).seeds())
                .containsExactly(new ClusterSettings.Seed("a", 1), new ClusterSettings.Seed("[::1]", 2));
        assertThat(settings.transport().pageSources()).containsExactly("wss://a", "wss://b");
        assertThat(settings.access().roles()).containsExactly("USER");
        assertThat(settings.jwt().audience()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void warnOfSecretsThatEndInALineBreakWithoutShowingThem() {
        Settings settings =
                Settings.from(Configs.with(Map.of("JWT_SECRET", "topsecret\n", "RESUME_SECRET", " hidden")));

        assertThat(settings.warnings())
                .hasSize(2)
                .noneMatch(warning -> warning.contains("topsecret") || warning.contains("hidden"))
                .anyMatch(warning -> warning.startsWith("JWT_SECRET (mesaya.jwt.secret) begins or ends with a blank"))
                .anyMatch(warning -> warning.startsWith("RESUME_SECRET (mesaya.resume.secret) begins or ends"));
        assertThat(Settings.from(Configs.with(Map.of("JWT_SECRET", "top secret")))
                        .warnings())
                .isEmpty();
    }

    @Test
    void tellPekkoHowLargeARequestMayBe() {
        Settings settings = Settings.from(Configs.with(Map.of(
                "HTTP_MAX_URI", "4KiB",
                "HTTP_MAX_HEADER", "64KiB",
                "HTTP_MAX_HEADER_NAME", "256B",
                "HTTP_MAX_HEADERS", "200")));

        Config parsing = settings.actorSystem().getConfig("pekko.http.server.parsing");
        assertThat(parsing.getBytes("max-uri-length")).isEqualTo(4 * 1024);
        assertThat(parsing.getBytes("max-header-value-length")).isEqualTo(64 * 1024);
        assertThat(parsing.getBytes("max-header-name-length")).isEqualTo(256);
        assertThat(parsing.getInt("max-header-count")).isEqualTo(200);
    }

    @Test
    void takeOperatorsNamesHoweverTheyAreWritten() {
        Settings settings = Settings.from(Configs.with(Map.of("ADMIN_ALLOWED_HOSTS", "Realtime-1, ops.mesaya.ec")));

        assertThat(settings.transport().adminNames()).containsExactlyInAnyOrder("realtime-1", "ops.mesaya.ec");
    }

    @Test
    void readTheContractsTopics() {
        Settings settings = Settings.from(Configs.with(Map.of()));

        assertThat(settings.entities().stream().flatMap(EntityKind::topics))
                .containsExactlyInAnyOrder(
                        "mesa-ya.tables.created",
                        "mesa-ya.tables.updated",
                        "mesa-ya.tables.deleted",
                        "mesa-ya.tables.selecting",
                        "mesa-ya.tables.released",
                        "mesa-ya.tables.events",
                        "mesa-ya.objects.created",
                        "mesa-ya.objects.updated",
                        "mesa-ya.objects.deleted",
                        "mesa-ya.objects.events",
                        "mesa-ya.section-objects.created",
                        "mesa-ya.section-objects.updated",
                        "mesa-ya.section-objects.deleted",
                        "mesa-ya.section-objects.events",
                        "mesa-ya.sections.created",
                        "mesa-ya.sections.updated",
                        "mesa-ya.sections.deleted",
                        "mesa-ya.sections.events");
    }

    @Test
    void keepASectionForTwoMinutes() {
        assertThat(Settings.from(Configs.with(Map.of())).section())
                .isEqualTo(new SectionSettings(
                        new LogLimits(
                                1024, Duration.ofMinutes(6), 32_768, 10_000, 16 * 1024 * 1024, Duration.ofHours(1)),
                        new BatchLimits(256, 256 * 1024),
                        256,
                        OverflowPolicy.CONFLATE,
                        Duration.ofMinutes(2),
                        10_000,
                        Duration.ofMinutes(5),
                        10_000,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        new SectionSettings.HandoverLimits(
                                16 * 1024 * 1024, 256 * 1024 * 1024, Duration.ofMinutes(1), Duration.ofSeconds(4))));
    }

    @Test
    void areTakenFromTheEnvironment() {
        Settings settings = Settings.from(Configs.with(Map.ofEntries(
                Map.entry("PORT", "0"),
                Map.entry("REST_TIMEOUT", "3000ms"),
                Map.entry("REST_SECTION_PATH", "/api/v1/sections/{id}"),
                Map.entry("REST_SECTION_POINTER", "/data/section"),
                Map.entry("REST_FORWARD_CLIENT_ADDRESS", "false"),
                Map.entry("REST_MAX_PER_SECOND", "4"),
                Map.entry("REST_BURST", "15"),
                Map.entry("KAFKA_BROKERS", "a:1,b:2"),
                Map.entry("KAFKA_DEAD_LETTER_TOPIC", ""),
                Map.entry("KAFKA_OFFSET_RESET", "latest"),
                Map.entry("OVERFLOW_POLICY", "drop-oldest"),
                Map.entry("ACCESS_ROLES", "ADMIN, OWNER,,"),
                Map.entry("ACCESS_PERMISSIONS", "section:read"),
                Map.entry("JWT_EXPIRY_REQUIRED", "false"),
                Map.entry("LOG_LEVEL", "Debug"),
                Map.entry("LOG_FORMAT", "json"))));

        assertThat(settings.transport().http().port()).isZero();
        assertThat(settings.rest().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.rest().sectionPath()).isEqualTo("/api/v1/sections/{id}");
        assertThat(settings.rest().sectionPointer()).contains(JsonPointer.compile("/data/section"));
        assertThat(settings.rest().forwardsClients()).isFalse();
        assertThat(settings.rest().rate()).contains(new RestSettings.Rate(4, 15));
        assertThat(settings.kafka().brokers()).isEqualTo("a:1,b:2");
        assertThat(settings.kafka().deadLetterTopic()).isEmpty();
        assertThat(settings.kafka().startsAtEnd()).isTrue();
        assertThat(settings.section().overflow()).isEqualTo(OverflowPolicy.DROP_OLDEST);
        assertThat(settings.access()).isEqualTo(new RoleAccessPolicy(Set.of("ADMIN", "OWNER"), Set.of("section:read")));
        assertThat(settings.jwt().expiryRequired()).isFalse();
        assertThat(settings.logLevel()).isEqualTo(Settings.LogLevel.DEBUG);
        assertThat(settings.logFormat()).isEqualTo(Settings.LogFormat.JSON);
    }

    @Test
    void readTopicsUnderAnotherPrefix() {
        Settings settings = Settings.from(Configs.with(Map.of("KAFKA_TOPIC_PREFIX", "staging")));

        assertThat(settings.entities()).allMatch(kind -> kind.topic().startsWith("staging."));
    }

    @Test
    void makeANodeThatIsAloneAndThatNobodyReaches() {
        Settings settings = Settings.from(Configs.with(Map.of()));

        assertThat(settings.cluster())
                .isEqualTo(new ClusterSettings(ClusterSettings.Alone.INSTANCE, Duration.ofSeconds(60)));
        Config artery = settings.actorSystem().getConfig("pekko.remote.artery");
        assertThat(artery.getString("canonical.hostname")).isEqualTo("127.0.0.1");
        assertThat(artery.getInt("canonical.port")).isZero();
        assertThat(artery.getString("transport")).isEqualTo("tcp");
        assertThat(settings.actorSystem().getStringList("pekko.cluster.roles")).isEmpty();
    }

    @Test
    void knowTheSeeds() {
        Settings settings = Settings.from(Configs.with(Map.of(
                "CLUSTER_SEEDS", "a:1, b.c:2", "CLUSTER_HOST", "b.c", "CLUSTER_PORT", "2", "CLUSTER_ROLES", "x,y")));

        assertThat(settings.cluster().formation())
                .isEqualTo(new ClusterSettings.Seeds(
                        List.of(new ClusterSettings.Seed("a", 1), new ClusterSettings.Seed("b.c", 2))));
        assertThat(settings.actorSystem().getString("pekko.remote.artery.canonical.hostname"))
                .isEqualTo("b.c");
        assertThat(settings.actorSystem().getStringList("pekko.cluster.roles")).containsExactly("x", "y");
    }

    @Test
    void lookForPodsAtTheirAdminPort() {
        Settings settings = Settings.from(Configs.with(
                Map.of("CLUSTER_BOOTSTRAP", "kubernetes-api", "CLUSTER_HOST", "10.0.0.7", "ADMIN_HOST", "0.0.0.0")));

        assertThat(settings.cluster().formation()).isEqualTo(ClusterSettings.Bootstrap.INSTANCE);
        Config management = settings.actorSystem().getConfig("pekko.management");
        assertThat(management.getString("http.hostname")).isEqualTo("10.0.0.7");
        assertThat(management.getInt("http.port")).isEqualTo(8081);
        Config discovery = management.getConfig("cluster.bootstrap.contact-point-discovery");
        assertThat(discovery.getString("discovery-method")).isEqualTo("kubernetes-api");
        assertThat(discovery.getString("service-name")).isEqualTo("mesaya-realtime");
        assertThat(discovery.getString("port-name")).isEqualTo("admin");
        assertThat(discovery.getInt("required-contact-point-nr")).isEqualTo(2);
    }

    @Test
    void makeRoomForLargerRecords() {
        String frame = "pekko.remote.artery.advanced.maximum-frame-size";

        assertThat(Settings.from(Configs.with(Map.of())).actorSystem().getBytes(frame))
                .isEqualTo(4 * 1024 * 1024);
        assertThat(Settings.from(Configs.with(Map.of("KAFKA_MAX_RECORD_SIZE", "10MiB")))
                        .actorSystem()
                        .getBytes(frame))
                .isGreaterThan(11 * 1024 * 1024);
    }
}
