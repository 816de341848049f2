package com.mesaya.realtime.infrastructure.section.routing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mesaya.realtime.application.join.SectionSubscriptions.Subscription;
import com.mesaya.realtime.application.topic.TopicHandler;
import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.SnapshotTrust;
import com.mesaya.realtime.domain.entity.DirectoryLimits;
import com.mesaya.realtime.domain.log.BatchLimits;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogLimits;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.cluster.ClusterMembership;
import com.mesaya.realtime.infrastructure.kafka.decode.EntityKind;
import com.mesaya.realtime.infrastructure.kafka.decode.EntityTopicHandler;
import com.mesaya.realtime.infrastructure.kafka.decode.EventOrder;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.section.DirectorySettings;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.actor.SectionCensus;
import com.mesaya.realtime.infrastructure.section.directory.ShardedDirectory;
import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.ConfigFactory;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Measures what an event and its look-up cost: the CPU time from the record's bytes until the section's reader has the event, with and
 * without the look-up, for 1000 sections on one node. As many records are in flight as in the service. Run it as CONTRIBUTING.md says.
 */
public final class EventCostBenchmark {

    private static final int SECTIONS = 1_000;
    private static final int TABLES = 20;
    private static final int IN_FLIGHT = 32_768;
    private static final int ROUNDS = 5;
    private static final int EVENTS = 200_000;
    private static final String TOPIC = "mesa-ya.tables.updated";
    private static final String PADDING = "x".repeat(300);
    private static final SectionSettings SETTINGS = new SectionSettings(
            new LogLimits(1024, Duration.ofMinutes(6), IN_FLIGHT, 10_000, 16 * 1024 * 1024, Duration.ofHours(1)),
            new BatchLimits(256, 256 * 1024),
            256,
            OverflowPolicy.CONFLATE,
            Duration.ofMinutes(2),
            10_000,
            Duration.ofMinutes(5),
            10_000,
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            new SectionSettings.HandoverLimits(1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1)));
    private static final DirectorySettings DIRECTORY = new DirectorySettings(
            64, new DirectoryLimits(3_000, 1024 * 1024, Duration.ofHours(1)), Duration.ofSeconds(3), Set.of("section"));
    private static final OperatingSystemMXBean MACHINE =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final ActorSystem<Void> system;
    private final TopicHandler without;
    private final TopicHandler with;
    private long events;

    private EventCostBenchmark() {
        system = ActorSystem.create(Behaviors.empty(), "benchmark", ConfigFactory.load());
        ClusterMembership membership = ClusterMembership.joinSelf(system);
        var directory = new ShardedDirectory(system, DIRECTORY, SETTINGS);
        var monitor = new PrometheusMonitor();
        var sections = new ShardedSections(system, SETTINGS, directory, new SectionCensus(monitor));
        var router = new RoutedEvents(system, SETTINGS, directory, sections);
        without = new EntityTopicHandler(TOPIC, kind(false), sections, router, monitor);
        with = new EntityTopicHandler(TOPIC, kind(true), sections, router, monitor);
        while (!membership.waitsFor().isEmpty() || !directory.waitsFor().isEmpty()) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        for (int section = 0; section < SECTIONS; section++) {
            Subscription place = sections.subscribe(new SectionId("s" + section))
                    .toCompletableFuture()
                    .join();
            watch(place, place.start());
        }
    }

    /** Prints the CPU time per event of each round, and the ratio of the medians. */
    public static void main(String[] args) {
        var benchmark = new EventCostBenchmark();
        var without = new ArrayList<Double>();
        var with = new ArrayList<Double>();
        for (int round = 0; round <= ROUNDS; round++) {
            double one = benchmark.measure(benchmark.without);
            double other = benchmark.measure(benchmark.with);
            System.out.printf("%s without %.1f, with %.1f us/event%n", round == 0 ? "warm-up" : "round", one, other);
            if (round > 0) {
                without.add(one);
                with.add(other);
            }
        }
        System.out.printf(
                "median without %.1f, with %.1f us of CPU per event: ratio %.2f%n",
                median(without), median(with), median(with) / median(without));
        benchmark.system.terminate();
    }

    private static EntityKind kind(boolean lookedUp) {
        return new EntityKind(
                "table",
                "mesa-ya.tables",
                "sectionId",
                List.of("updated"),
                Set.of(),
                lookedUp,
                null,
                SnapshotTrust.TRUSTED,
                EventOrder.UPDATED_AT);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the benchmark
    private void watch(Subscription place, Cursor cursor) {
        place.fetch(cursor, true).thenAccept(fetched -> watch(place, ((Fetched.Batch) fetched).next()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // slots count those under way
    private double measure(TopicHandler handler) {
        var slots = new Semaphore(IN_FLIGHT);
        long cpuBefore = MACHINE.getProcessCpuTime();
        for (int event = 0; event < EVENTS; event++) {
            slots.acquireUninterruptibly();
            handler.handle(next()).whenComplete((outcome, failure) -> slots.release());
        }
        slots.acquireUninterruptibly(IN_FLIGHT);
        return (MACHINE.getProcessCpuTime() - cpuBefore) / 1e3 / EVENTS;
    }

    private TopicRecord next() {
        long number = events++;
        long table = number % (SECTIONS * TABLES);
        String json = "{\"entityId\":\"t" + table + "\",\"entity\":{\"id\":\"t" + table + "\",\"sectionId\":\"s"
                + table % SECTIONS + "\",\"notes\":\"" + PADDING + "\",\"updatedAt\":\""
                + Instant.ofEpochMilli(1_700_000_000_000L + number) + "\"}}";
        return new TopicRecord(new Origin(TOPIC, 0, number, null), json.getBytes(UTF_8));
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().skip(figures.size() / 2).findFirst().orElseThrow();
    }
}
