package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kafka is away when the service starts, or goes away later. */
class KafkaOutageIT {

    private static final Instant TIME = Instant.parse("2025-10-19T18:00:00.000Z");
    private static final String UPDATED = "mesa-ya.tables.updated";

    private static Surroundings surroundings;

    private final String section = UUID.randomUUID().toString();
    private int version;

    @BeforeAll
    static void start() {
        surroundings = Surroundings.ofItsOwn();
    }

    @AfterAll
    static void end() {
        surroundings.close();
    }

    @BeforeEach
    void letTheApiKnowTheSection() {
        surroundings.api().script(section, ScriptedApi.Script.ok("{\"id\":\"" + section + "\"}"));
    }

    @Test
    void startsWithoutKafkaAndIsReadyWhenItComes() {
        surroundings.kafka().stop();
        try (RunningService service = surroundings.launch(Map.of());
                TestViewer viewer = service.watch(section)) {
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
            assertThat(service.readiness().statusCode()).isEqualTo(503);
            await().untilAsserted(() -> assertThat(service.readiness().body())
                    .isEqualTo("{\"status\":\"waiting\",\"waitsFor\":[\"Kafka to assign partitions\"]}"));

            surroundings.kafka().restart();

            await().until(() -> service.readiness().body().equals("{\"status\":\"ready\"}"));
            String told = update();
            assertThat(viewer.next()).isEqualTo(told);
        }
    }

    @Test
    void staysWithItsClientsWhileKafkaIsAwayAndGoesOnWhereItWas() {
        RunningService service = surroundings.service();
        var published = new ArrayList<String>();
        try (TestViewer viewer = joined()) {
            publish(50, published);

            surroundings.kafka().stop();
            await().until(() -> service.readiness().body().contains("Kafka to answer"));
            assertThat(service.readiness().statusCode()).isEqualTo(200);
            assertThat(service.readiness().body()).startsWith("{\"status\":\"degraded\"");
            assertThat(service.metrics()).contains("mesaya_kafka_connected 0.0");
            TestViewer newcomer = joined();

            surroundings.kafka().restart();
            publish(50, published);
            assertThat(viewer.next(100)).isEqualTo(published);
            assertThat(newcomer.next(50)).isEqualTo(published.subList(50, 100));
            await().until(() -> service.readiness().body().equals("{\"status\":\"ready\"}"));
            assertThat(service.metrics()).contains("mesaya_kafka_connected 1.0");
            String last = update();
            assertThat(viewer.next()).isEqualTo(last);
            assertThat(newcomer.next()).isEqualTo(last);
            newcomer.close();
        }
    }

    @Test
    void goesOnWhereItWasEvenIfReadingHasFailedMeanwhile() {
        Map<String, Object> impatient = Map.of(
                "pekko.kafka.consumer.commit-timeout",
                "1s",
                // What was read isn't committed before Kafka is away: it is the commit that fails.
                "pekko.kafka.committer.max-interval",
                "10s",
                // The least that a broker allows: for so long its failed consumer keeps its partitions.
                "pekko.kafka.consumer.kafka-clients.session.timeout.ms",
                6_000);
        var published = new ArrayList<String>();
        try (RunningService service = surroundings.startWithoutThePast(impatient);
                TestViewer viewer = joined(service)) {
            publish(50, published);
            assertThat(viewer.next()).isEqualTo(published.get(0));

            surroundings.kafka().stop();
            await().until(
                            () -> service.readiness()
                                    .body()
                                    .equals(
                                            "{\"status\":\"degraded\",\"waitsFor\":[\"Kafka to assign partitions\",\"Kafka to answer\"]}"));
            surroundings.kafka().restart();
            publish(50, published);

            assertThat(viewer.next(99)).isEqualTo(published.subList(1, 100));
            String last = update();
            assertThat(viewer.next()).isEqualTo(last);
            await().until(() -> service.readiness().body().equals("{\"status\":\"ready\"}"));
        }
    }

    private TestViewer joined() {
        return joined(surroundings.service());
    }

    private TestViewer joined(RunningService service) {
        TestViewer viewer = service.watch(section);
        assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
        return viewer;
    }

    private void publish(int count, List<String> published) {
        for (int event = 0; event < count; event++) {
            published.add(update());
        }
    }

    private String update() {
        String entity = table("t1", section, "OCCUPIED", TIME.plusMillis(version++));
        surroundings.publishInOrder(UPDATED, v1("table.updated", entity));
        return frame("table.updated", entity);
    }
}
