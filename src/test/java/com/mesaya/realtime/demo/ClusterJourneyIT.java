package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.testing.ClusterNetwork;
import com.mesaya.realtime.testing.CrowdViewer;
import com.mesaya.realtime.testing.ServiceProcess;
import com.mesaya.realtime.testing.ViewerCrowd;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final int KILLED = 128 + 9;

    private final ClusterNetwork network;
    private final Map<Integer, ServiceProcess> nodes = new ConcurrentHashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    ClusterJourneyIT() throws IOException {
        network = new ClusterNetwork(NODES);
    }

    @FunctionalInterface
    private interface Leg {
        void go() throws Exception;
    }

    @Test
    void everybodySeesTheTruthWhateverBecomesOfNodes() throws Exception {
        try (network;
                EmbeddedKafka kafka = EmbeddedKafka.start();
                var restaurant = restaurant(kafka)) {
            start(0);
            try (var crowd = new ViewerCrowd(this::anyPort, restaurant.sections(), VIEWERS, 1)) {
                awaitAll(crowd);
                System.out.printf("%n%-26s %7s %7s %7s %13s%n", "leg", "closed", "resumed", "GETs", "converged");
                travel("one node", restaurant, crowd, () -> {});
                undisturbed("a second node", restaurant, crowd, () -> start(1));
                undisturbed("a third node", restaurant, crowd, () -> start(2));
                assertThat(travel("rolling restart", restaurant, crowd, this::restartAll))
                        .as("only those whose own node leaves are closed")
                        .doesNotContainKey("close 1012 come back at once for a new snapshot");
                refusingFew("one killed", restaurant, crowd, () -> kill(2));
                travel("another one comes", restaurant, crowd, () -> start(2));
                refusingFew("the fullest killed", restaurant, crowd, () -> kill(fullest()));
                travel("another one comes", restaurant, crowd, () -> start(missing()));
                travel("one paused for 30 s", restaurant, crowd, () -> pause(1));
                travel("another one comes", restaurant, crowd, () -> start(1));
                travel("one cut off", restaurant, crowd, () -> cutOff(2));
                travel("another one comes", restaurant, crowd, () -> start(2));
                assertThat(crowd.regressions()).isZero();
            } finally {
                nodes.values().forEach(ServiceProcess::close);
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
        environment.putAll(ServiceProcess.environment(
                restaurant.apiUrl(),
                kafka.brokers(),
                Map.of(
                        "KAFKA_DEAD_LETTER_TOPIC",
                        "",
                        "DRAIN_DURATION",
                        "3s",
                        "CLUSTER_SEEDS",
                        IntStream.range(0, NODES)
                                .mapToObj(node -> "127.0.0.1:" + network.port(node))
                                .collect(Collectors.joining(",")))));
        return restaurant;
    }

    private void start(int node) {
        var own = new HashMap<>(environment);
        own.put("CLUSTER_PORT", Integer.toString(network.port(node)));
        var options = new ArrayList<>(network.jvmOptions(node));
        options.add("-Xmx256m");
        nodes.put(node, ServiceProcess.start(options, own));
    }

    private ServiceProcess node(int number) {
        return Objects.requireNonNull(nodes.get(number));
    }

    private int anyPort() {
        List<ServiceProcess> all = List.copyOf(nodes.values());
        return all.get(ThreadLocalRandom.current().nextInt(all.size())).port();
    }

    private void restartAll() {
        for (int node = 0; node < NODES; node++) {
            ServiceProcess leaving = node(node);
            leaving.terminate();
            assertThat(leaving.exitCode()).isZero();
            nodes.remove(node);
            start(node);
        }
    }

    private void kill(int node) {
        ServiceProcess killed = node(node);
        killed.close();
        nodes.remove(node);
        assertThat(killed.exitCode()).isEqualTo(KILLED);
    }

    /** The others go on without it; when it wakes up it finds itself taken out, and ends. */
    private void pause(int node) {
        node(node).pause(true);
        pass(PAUSE);
        node(node).pause(false);
        endsItself(node);
    }

    /** It finds itself alone, and ends. */
    private void cutOff(int node) {
        network.cutOff(node);
        endsItself(node);
        network.heal();
    }

    private void endsItself(int node) {
        ServiceProcess ended = node(node);
        assertThat(ended.exitCode()).as("%s", ended.output()).isEqualTo(1);
        nodes.remove(node);
    }

    private int missing() {
        return IntStream.range(0, NODES)
                .filter(node -> !nodes.containsKey(node))
                .findFirst()
                .orElseThrow();
    }

    /** The node with the most sections. */
    private int fullest() throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(node(0).admin("/cluster")).build(), HttpResponse.BodyHandlers.ofString());
        var sections = new HashMap<Integer, Integer>();
        for (JsonNode node : new ObjectMapper().readTree(answer.body()).path("nodes")) {
            String port = node.path("address").asText().replaceFirst(".*:", "");
            IntStream.range(0, NODES)
                    .filter(number -> network.port(number) == Integer.parseInt(port))
                    .forEach(
                            number -> sections.put(number, node.path("sections").asInt()));
        }
        assertThat(sections).as(answer.body()).hasSize(NODES);
        System.out.println("sections by node: " + sections);
        return Collections.max(sections.entrySet(), Map.Entry.comparingByValue())
                .getKey();
    }

    /** Nobody is closed, and the main API isn't asked. */
    private void undisturbed(String name, BusyRestaurant restaurant, ViewerCrowd crowd, Leg leg) throws Exception {
        assertThat(travel(name, restaurant, crowd, leg)).isEmpty();
    }

    /** Viewers wait for their sections; only joins that were under way when it happened may be refused. */
    private void refusingFew(String name, BusyRestaurant restaurant, ViewerCrowd crowd, Leg leg) throws Exception {
        assertThat(travel(name, restaurant, crowd, leg).getOrDefault("close 1013 the snapshot is unavailable", 0L))
                .isLessThan(VIEWERS / 10);
    }

    /**
     * Changes go on throughout, and for a while after; then everybody has to see the same.
     *
     * @return what happened to viewers
     */
    private Map<String, Long> travel(String name, BusyRestaurant restaurant, ViewerCrowd crowd, Leg leg)
            throws Exception {
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
        long closed = happened.entrySet().stream()
                .filter(what -> what.getKey().matches("close .*|line broke"))
                .mapToLong(Map.Entry::getValue)
                .sum();
        System.out.printf(
                "%-26s %7d %7d %7d %10d ms  %s%n",
                name,
                closed,
                happened.getOrDefault("resumed", 0L),
                restaurant.sectionGets() - getsBefore,
                (System.nanoTime() - restNanos) / 1_000_000,
                happened);
        return happened;
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
