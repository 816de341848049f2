package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.ServiceProcess;
import com.mesaya.realtime.testing.ViewerCrowd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Measures what it costs that sections and viewers are on different nodes: CPU time per frame that reaches a viewer. */
class ClusterCostIT {

    private static final int SECTIONS = 21;
    private static final int VIEWERS = 20 * SECTIONS;
    private static final int TABLES = 10;
    private static final int EVENTS_PER_SECOND = 300;
    /** Until the JIT compilers are done: they would take most of the CPU time that is measured, and on two nodes twice. */
    private static final Duration WARM_UP = Duration.ofSeconds(100);

    private static final int WARM_UP_EVENTS_PER_SECOND = 1200;
    private static final Duration SETTLING = Duration.ofSeconds(10);
    /** The image's options. */
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx256m",
            "-XX:-G1UseAdaptiveConcRefinement",
            "-XX:G1ConcRefinementGreenZone=100000",
            "-XX:G1ConcRefinementYellowZone=200000",
            "-XX:G1ConcRefinementRedZone=300000",
            "-XX:MaxInlineLevel=9",
            "-XX:InlineSmallCode=800",
            "-XX:FreqInlineSize=120");

    private static final Duration MEASURED = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void tellsWhatAFrameCostsOnOneNodeAndOnTwo() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                var restaurant = new BusyRestaurant(kafka.brokers(), SECTIONS, TABLES)) {
            kafka.createTopics(List.of("mesa-ya.tables.created", "mesa-ya.tables.updated", "mesa-ya.tables.deleted"));
            System.out.printf("%n%-42s %10s %14s%n", "", "frames", "CPU s/million");
            double one = measure("one node", kafka, restaurant, List.of(Map.of()), 1);
            double spread = measure("two nodes, viewers spread", kafka, restaurant, List.of(Map.of(), Map.of()), 2);
            double remote = measure(
                    "two nodes, no viewer where its section is",
                    kafka,
                    restaurant,
                    List.of(Map.of("CLUSTER_ROLES", "edge"), Map.of("CLUSTER_ROLES", "sections")),
                    1);
            System.out.printf(
                    "against one node: spread %.2f, no viewer where its section is %.2f%n", spread / one, remote / one);
        }
    }

    /** @param serving how many of the nodes, from the first on, have viewers */
    private static double measure(
            String what, EmbeddedKafka kafka, BusyRestaurant restaurant, List<Map<String, String>> roles, int serving)
            throws Exception {
        List<Integer> ports = roles.stream().map(node -> LoopbackPorts.free()).toList();
        var nodes = new ArrayList<ServiceProcess>();
        try {
            for (int node = 0; node < roles.size(); node++) {
                var environment = new HashMap<>(roles.get(node));
                if (environment.containsKey("CLUSTER_ROLES")) {
                    environment.put("CLUSTER_SECTION_ROLE", "sections");
                }
                environment.putAll(ServiceProcess.environment(
                        restaurant.apiUrl(),
                        kafka.brokers(),
                        Map.of(
                                "KAFKA_DEAD_LETTER_TOPIC",
                                "",
                                "KAFKA_GROUP_ID",
                                what.replaceAll("\\W+", "-"),
                                "KAFKA_OFFSET_RESET",
                                "latest",
                                "CLUSTER_PORT",
                                Integer.toString(ports.get(node)),
                                "CLUSTER_SEEDS",
                                ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")))));
                nodes.add(ServiceProcess.launch(JVM_OPTIONS, environment));
            }
            // A node that hosts no section is ready only once another node does.
            nodes.forEach(ServiceProcess::awaitReady);
            var turn = new AtomicInteger();
            try (var crowd = new ViewerCrowd(
                    () -> nodes.get(turn.getAndIncrement() % serving).port(), restaurant.sections(), VIEWERS, 1)) {
                await().atMost(PATIENCE).until(crowd::isComplete);
                restaurant.begin(WARM_UP_EVENTS_PER_SECOND);
                pass(WARM_UP);
                restaurant.begin(EVENTS_PER_SECOND);
                pass(SETTLING);
                Map<String, Long> before = crowd.tally();
                long framesBefore = crowd.frames();
                Duration cpuBefore = cpu(nodes);
                pass(MEASURED);
                long frames = crowd.frames() - framesBefore;
                double cpuSeconds = cpu(nodes).minus(cpuBefore).toMillis() / 1e3;
                restaurant.rest();
                assertThat(frames).isPositive();
                assertThat(crowd.tally()).as("nobody came or went").isEqualTo(before);
                double perMillion = cpuSeconds / frames * 1e6;
                System.out.printf("%-42s %10d %14.1f%n", what, frames, perMillion);
                return perMillion;
            }
        } finally {
            nodes.forEach(ServiceProcess::close);
        }
    }

    private static Duration cpu(List<ServiceProcess> nodes) {
        return nodes.stream().map(ServiceProcess::cpuTime).reduce(Duration.ZERO, Duration::plus);
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }
}
