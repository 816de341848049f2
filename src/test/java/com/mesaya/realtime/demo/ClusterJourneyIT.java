package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mesaya.realtime.testing.CrowdViewer;
import com.mesaya.realtime.testing.Ports;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ServiceProcess;
import com.mesaya.realtime.testing.ViewerCrowd;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Three nodes in JVMs of their own come, go and fail while 300 viewers watch 60 sections in which everything changes. After
 * each leg of the journey everybody sees the truth, and nobody has ever seen the past.
 */
class ClusterJourneyIT {

    private static final int VIEWERS = 300;
    private static final int SECTIONS = 60;
    private static final int TABLES = 10;
    private static final int EVENTS_PER_SECOND = 500;
    private static final int NODES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LEG = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final List<Integer> clusterPorts =
            IntStream.range(0, NODES).map(node -> Ports.free()).boxed().toList();
    private final List<ServiceProcess> nodes = new CopyOnWriteArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    @FunctionalInterface
    private interface Leg {
        void go() throws Exception;
    }

    @Test
    void everybodySeesTheTruthWhateverBecomesOfNodes() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                var restaurant = restaurant(kafka)) {
            nodes.add(start(0));
            try (var crowd = new ViewerCrowd(this::anyPort, restaurant.sections(), VIEWERS, 1)) {
                awaitAll(crowd);
                System.out.printf("%n%-26s %8s %8s %12s %6s%n", "leg", "closes", "1012", "converged", "GETs");
                travel("one node", restaurant, crowd, () -> {});
                travel("a second node", restaurant, crowd, () -> nodes.add(start(1)));
                travel("a third node", restaurant, crowd, () -> nodes.add(start(2)));
                travel("rolling restart", restaurant, crowd, this::restartAll);
                travel("one killed", restaurant, crowd, () -> nodes.remove(2).close());
                travel("another one comes", restaurant, crowd, () -> nodes.add(start(2)));
                travel("one paused for 30 s", restaurant, crowd, this::pauseOne);
                assertThat(crowd.regressions()).isZero();
            } finally {
                nodes.forEach(ServiceProcess::close);
            }
        }
    }

    private BusyRestaurant restaurant(EmbeddedKafka kafka) throws Exception {
        kafka.createTopics(List.of(
                "mesa-ya.tables.created",
                "mesa-ya.tables.updated",
                "mesa-ya.tables.deleted",
                "mesa-ya.sections.updated"));
        var restaurant = new BusyRestaurant(kafka.brokers(), SECTIONS, TABLES);
        environment.putAll(Map.of(
                "JWT_SECRET",
                RunningService.SECRET,
                "REST_BASE_URL",
                restaurant.apiUrl(),
                "KAFKA_BROKERS",
                kafka.brokers(),
                "KAFKA_DEAD_LETTER_TOPIC",
                "",
                "DRAIN_DURATION",
                "3s",
                "CLUSTER_SEEDS",
                clusterPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","))));
        return restaurant;
    }

    private ServiceProcess start(int node) {
        var own = new HashMap<>(environment);
        own.put("CLUSTER_PORT", Integer.toString(clusterPorts.get(node)));
        return ServiceProcess.start(own);
    }

    private int anyPort() {
        return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size())).port();
    }

    private void restartAll() {
        for (int node = 0; node < NODES; node++) {
            ServiceProcess leaving = nodes.remove(0);
            leaving.terminate();
            assertThat(leaving.exitCode()).isZero();
            nodes.add(start(node));
        }
    }

    private void pauseOne() {
        nodes.get(1).pause(true);
        pass(PAUSE);
        nodes.get(1).pause(false);
    }

    /** Changes go on throughout, and for a while after; then everybody has to see the same. */
    private void travel(String name, BusyRestaurant restaurant, ViewerCrowd crowd, Leg leg) throws Exception {
        Map<String, Long> before = crowd.tally();
        int getsBefore = restaurant.sectionGets();
        restaurant.begin(EVENTS_PER_SECOND);
        leg.go();
        pass(LEG);
        restaurant.rest();
        long restNanos = System.nanoTime();
        awaitAll(crowd);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertAllConverged(restaurant, crowd));
        Map<String, Long> happened = since(before, crowd.tally());
        System.out.printf(
                "%-26s %8d %8d %9d ms %6d  %s%n",
                name,
                happened.entrySet().stream()
                        .filter(what -> what.getKey().matches("closed.*|line broke"))
                        .mapToLong(Map.Entry::getValue)
                        .sum(),
                happened.entrySet().stream()
                        .filter(what -> what.getKey().contains("1012"))
                        .mapToLong(Map.Entry::getValue)
                        .sum(),
                (System.nanoTime() - restNanos) / 1_000_000,
                restaurant.sectionGets() - getsBefore,
                happened);
    }

    private static Map<String, Long> since(Map<String, Long> before, Map<String, Long> after) {
        var happened = new TreeMap<>(after);
        before.forEach((what, times) -> happened.merge(what, -times, Long::sum));
        happened.values().removeIf(times -> times == 0);
        return happened;
    }

    private static void awaitAll(ViewerCrowd crowd) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(crowd.isComplete())
                        .as("all here; %s", crowd.tally())
                        .isTrue());
    }

    private static void assertAllConverged(BusyRestaurant restaurant, ViewerCrowd crowd) {
        var truth = new HashMap<String, Map<String, JsonNode>>();
        restaurant.sections().forEach(section -> truth.put(section, restaurant.truth(section)));
        List<CrowdViewer> astray = crowd.viewers().stream()
                .filter(viewer -> !viewer.fold().tables().equals(truth.get(viewer.section())))
                .toList();
        assertThat(astray).as("viewers who see something else").isEmpty();
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }
}
