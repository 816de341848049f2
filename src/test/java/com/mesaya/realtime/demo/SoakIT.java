package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mesaya.realtime.testing.CrowdViewer;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.ServiceProcess;
import com.mesaya.realtime.testing.ViewerCrowd;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A long evening: thousands of viewers come and go while everything changes, the broker is restarted and the main API fails.
 * {@code mvn -Psoak verify}, for ten minutes or {@code -Dsoak.minutes}; a tenth of that is a turn.
 *
 * <pre>
 * turn      0   1   2   3   4   5   6   7   8   9
 * API           ✗           ✗           ✗
 * broker                ✗               ✗
 * measured          ↑                               ↑
 * </pre>
 */
class SoakIT {

    private static final int MINUTES = Integer.getInteger("soak.minutes", 10);
    private static final int VIEWERS = Integer.getInteger("soak.viewers", 2_000);
    private static final int EVENTS_PER_SECOND = Integer.getInteger("soak.events", 2_000);
    private static final int SECTIONS = 200;
    private static final int TABLES = 10;
    private static final int TURNS = 10;
    private static final int EARLY_TURN = 2;
    private static final Duration TURN = Duration.ofMinutes(MINUTES).dividedBy(TURNS);
    private static final Duration BROKER_AWAY = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final double HEAP_GROWTH = 1.10;
    private static final int SPARE_THREADS = 8;
    private static final int SPARE_DESCRIPTORS = 16;
    private static final int MOST_WARNINGS = 100;

    /**
     * What the service is set to, besides where everything is. What it remembers for a while is full by the first measurement, and limits
     * that many clients of one address would reach are out of the way.
     */
    private static final Map<String, Object> SETTINGS = Map.of(
            "mesaya.admission.max-per-address",
            100_000,
            "mesaya.admission.handshakes-per-second",
            10_000,
            "mesaya.admission.handshakes-per-second-and-address",
            10_000,
            "mesaya.section.window",
            128,
            "mesaya.section.bound",
            128,
            "mesaya.kafka.max-in-flight",
            128,
            "mesaya.resume.max-age",
            "30s",
            "mesaya.rest.timeout",
            "2s");

    private record Measured(double afterMinutes, long heapBytes, long residentBytes, int threads, int descriptors) {}

    @Test
    void convergesAndLeaksNothingWhateverFails() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopics(ChangePublisher.topics());
            try (var restaurant = new BusyRestaurant(kafka.brokers(), SECTIONS, TABLES);
                    ServiceProcess service = ServiceProcess.start(options(), environment(kafka, restaurant));
                    var crowd = new ViewerCrowd(service.port(), restaurant.sections(), VIEWERS, 1)) {
                try {
                    soak(kafka, restaurant, service, crowd);
                } finally {
                    printWarnings(service);
                }
            }
        }
    }

    private static void soak(EmbeddedKafka kafka, BusyRestaurant restaurant, ServiceProcess service, ViewerCrowd crowd)
            throws Exception {
        awaitAll(crowd);
        crowd.roam();
        long begin = System.nanoTime();
        for (int turn = 0; turn < EARLY_TURN; turn++) {
            pass(turn, kafka, restaurant, crowd);
        }
        Measured early = measure(restaurant, service, crowd, begin);
        crowd.roam();
        for (int turn = EARLY_TURN; turn < TURNS; turn++) {
            pass(turn, kafka, restaurant, crowd);
        }
        Measured late = measure(restaurant, service, crowd, begin);
        print(early, late, restaurant, crowd);

        assertThat(crowd.regressions()).isZero();
        assertThat(crowd.tally().keySet())
                .isSubsetOf(
                        "joined",
                        "resumed",
                        "left",
                        "gone already",
                        "close 1012 come back at once for a new snapshot",
                        "close 1013 the snapshot is unavailable",
                        "HTTP 503");
        assertThat(crowd.tally()).containsKeys("left", "resumed", "close 1013 the snapshot is unavailable");
        assertThat(restaurant.changes()).isGreaterThan((long) (0.9 * EVENTS_PER_SECOND * MINUTES * 60));
        assertThat(late.heapBytes()).isLessThan((long) (early.heapBytes() * HEAP_GROWTH));
        assertThat(late.threads()).isLessThanOrEqualTo(early.threads() + SPARE_THREADS);
        assertThat(late.descriptors()).isLessThanOrEqualTo(early.descriptors() + SPARE_DESCRIPTORS);
        service.terminate();
        assertThat(service.exitCode()).isIn(0, 143);
    }

    private static void pass(int turn, EmbeddedKafka kafka, BusyRestaurant restaurant, ViewerCrowd crowd) {
        restaurant.begin(EVENTS_PER_SECOND);
        restaurant.troubled(turn % 3 == 1);
        if (turn == 3 || turn == 7) {
            kafka.stop();
            pass(BROKER_AWAY);
            kafka.restart();
        }
        pass(TURN);
        restaurant.troubled(false);
        System.out.printf(
                "Soak: %d of %d turns, %d changes, %s%n", turn + 1, TURNS, restaurant.changes(), crowd.tally());
    }

    /** Waits until everybody is here and sees what is true; then there is as much to remember each time. */
    private static Measured measure(BusyRestaurant restaurant, ServiceProcess service, ViewerCrowd crowd, long begin)
            throws Exception {
        double minutes = (System.nanoTime() - begin) / 60e9;
        crowd.stay();
        restaurant.rest();
        awaitAll(crowd);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertAllConverged(restaurant, service, crowd));
        // Connections to the API end after some seconds without a request.
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .during(Duration.ofSeconds(5))
                .until(() -> new Scrape(service.metrics()).sum("mesaya_connections") == VIEWERS);
        return new Measured(
                minutes,
                service.heapBytesAfterGc(),
                service.residentBytes(),
                service.threads(),
                service.fileDescriptors());
    }

    private static void awaitAll(ViewerCrowd crowd) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(crowd.isComplete())
                        .as("all here; %s", crowd.tally())
                        .isTrue());
    }

    private static void assertAllConverged(BusyRestaurant restaurant, ServiceProcess service, ViewerCrowd crowd) {
        var truth = new HashMap<String, Map<String, JsonNode>>();
        restaurant.sections().forEach(section -> truth.put(section, restaurant.truth(section)));
        List<CrowdViewer> astray = crowd.viewers().stream()
                .filter(viewer -> !viewer.fold().tables().equals(truth.get(viewer.section())))
                .toList();
        assertThat(astray.size())
                .as(() -> "viewers who see something else; %d changes were made, %.0f records taken"
                        .formatted(restaurant.changes(), recordsTaken(service)))
                .isZero();
    }

    private static double recordsTaken(ServiceProcess service) {
        return service.metrics()
                .lines()
                .filter(line -> line.startsWith("mesaya_events_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static List<String> options() {
        return Stream.concat(
                        Stream.of("-XX:+UseG1GC", "-Xmx1g"),
                        SETTINGS.entrySet().stream().map(set -> "-D" + set.getKey() + "=" + set.getValue()))
                .toList();
    }

    private static Map<String, String> environment(EmbeddedKafka kafka, BusyRestaurant restaurant) {
        return ServiceProcess.environment(restaurant.apiUrl(), kafka.brokers(), Map.of("KAFKA_DEAD_LETTER_TOPIC", ""));
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    private static void printWarnings(ServiceProcess service) {
        service.output().stream()
                .filter(line -> !line.contains(" INFO "))
                .limit(MOST_WARNINGS)
                .forEach(line -> System.out.println("service: " + line));
    }

    private static void print(Measured early, Measured late, BusyRestaurant restaurant, ViewerCrowd crowd) {
        System.out.printf("%nSoak: %d viewers, %d changes/s in %d sections%n", VIEWERS, EVENTS_PER_SECOND, SECTIONS);
        System.out.printf("%-28s %12s %12s%n", "", "early", "late");
        System.out.printf("%-28s %12.1f %12.1f%n", "minutes", early.afterMinutes(), late.afterMinutes());
        System.out.printf(
                "%-28s %12.1f %12.1f%n", "heap after GC, MB", early.heapBytes() / 1e6, late.heapBytes() / 1e6);
        System.out.printf(
                "%-28s %12.1f %12.1f%n", "resident, MB", early.residentBytes() / 1e6, late.residentBytes() / 1e6);
        System.out.printf("%-28s %12d %12d%n", "threads", early.threads(), late.threads());
        System.out.printf("%-28s %12d %12d%n", "file descriptors", early.descriptors(), late.descriptors());
        System.out.printf("%-28s %25d%n", "changes", restaurant.changes());
        System.out.printf("%-28s %25d%n", "requests to the API", restaurant.sectionGets());
        System.out.printf("%-28s %25d%n", "frames", crowd.frames());
        System.out.printf("%-28s %25.1f%n", "MB", crowd.characters() / 1e6);
        System.out.printf("%-28s %25d%n", "regressions", crowd.regressions());
        crowd.tally().forEach((what, times) -> System.out.printf("%-28s %25d%n", what, times));
    }
}
