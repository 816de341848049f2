package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mesaya.realtime.testing.SectionFold;
import com.mesaya.realtime.testing.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The JavaScript client while the service is killed and started again, over and over, and everything changes. No table is deleted: a
 * log that is lost forgets deletions (decision 6), which would be the service's ghost and not the client's.
 */
class ClientChaosIT {

    /** A build has few; {@code mvn -Pjourney verify} has 20. */
    private static final int ENDS = Integer.getInteger("chaos.ends", 2);

    private static final int CLIENTS = 50;
    private static final int SECTIONS = 10;
    private static final int TABLES = 10;
    private static final int CHANGES_PER_SECOND = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void allClientsSeeTheTruthAfterTheServiceEndedManyTimes() throws Exception {
        long begin = System.nanoTime();
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopics(ChangePublisher.topics());
            int port = LoopbackPorts.free();
            try (var restaurant = new BusyRestaurant(kafka.brokers(), SECTIONS, TABLES);
                    var clients = new NodeClients("http://127.0.0.1:" + port, restaurant.sections(), CLIENTS)) {
                Map<String, String> environment = environment(kafka, restaurant, port);
                restaurant.keepTables();
                restaurant.begin(CHANGES_PER_SECOND);
                for (int end = 0; end < ENDS; end++) {
                    liveAndEnd(environment, clients, end % 2 == 0);
                }
                try (ServiceProcess last = ServiceProcess.start(environment)) {
                    // Those before may have ended before they were given partitions to read: a killed one keeps its own
                    // for 10 s.
                    await().atMost(PATIENCE).until(() -> events(clients) > 0);
                    restaurant.rest();
                    await().atMost(PATIENCE).untilAsserted(() -> assertAllSeeTheTruth(clients.seen(), restaurant));
                    JsonNode counts = clients.seen().path("counts");
                    System.out.printf(
                            "Client chaos: %d ends, %d clients, %d changes, %s, %d s%n",
                            ENDS,
                            CLIENTS,
                            restaurant.changes(),
                            counts,
                            Duration.ofNanos(System.nanoTime() - begin).toSeconds());
                    assertThat(counts.path("snapshots").asInt()).isGreaterThan(CLIENTS);
                    assertThat(counts.path("closing").asInt()).isPositive();
                    assertThat(last.output()).isNotEmpty();
                }
            }
        }
    }

    private static int events(NodeClients clients) throws IOException {
        return clients.seen().path("counts").path("events").asInt();
    }

    /** In turn it is killed and asked to end, each time with most of the clients there. */
    private static void liveAndEnd(Map<String, String> environment, NodeClients clients, boolean isKilled) {
        try (ServiceProcess service = ServiceProcess.launch(ServiceProcess.SHORT_LIFE, environment)) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> clients.live() > CLIENTS * 3 / 4);
            if (!isKilled) {
                service.terminate();
                assertThat(service.exitCode()).isIn(0, 143);
            }
        }
        await().atMost(PATIENCE).until(() -> clients.live() == 0);
    }

    private static void assertAllSeeTheTruth(JsonNode seen, BusyRestaurant restaurant) {
        assertThat(seen.path("clients")).hasSize(CLIENTS).allSatisfy(client -> {
            assertThat(client.path("status").asText()).isEqualTo("live");
            assertThat(SectionFold.tablesOf(client))
                    .isEqualTo(restaurant.truth(client.path("sectionId").asText()));
        });
    }

    private static Map<String, String> environment(EmbeddedKafka kafka, BusyRestaurant restaurant, int port) {
        return ServiceProcess.environment(
                restaurant.apiUrl(),
                kafka.brokers(),
                Map.of("PORT", Integer.toString(port), "KAFKA_DEAD_LETTER_TOPIC", "", "DRAIN_DURATION", "500ms"));
    }
}
