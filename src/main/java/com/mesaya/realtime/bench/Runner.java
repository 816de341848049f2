package com.mesaya.realtime.bench;

import com.mesaya.realtime.bench.figures.Figures;
import com.mesaya.realtime.bench.figures.Measure;
import com.mesaya.realtime.bench.figures.ProcessFacts;
import com.mesaya.realtime.bench.load.Crowd;
import com.mesaya.realtime.bench.load.TableRecords;
import com.mesaya.realtime.bench.load.Tally;
import com.mesaya.realtime.bench.load.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Runs workloads against servers that read one broker. Each run has its own sections. */
final class Runner {

    private static final int VIEWERS_OF_A_TOWN_SECTION = 5;
    private static final int COLD_JOINS = 3000;
    private static final double HOT_EVENTS_PER_SECOND = 50;
    private static final double TOWN_EVENTS_PER_SECTION = 10;
    private static final int SLOW_SHARE = 10;
    private static final double SLOW_EVENTS_PER_SECOND = 300;
    private static final int SLOW_PADDING_BYTES = 2000;
    private static final double KIB_PER_MIB = 1024;
    private static final Duration FLOW_PATIENCE = Duration.ofSeconds(30);
    private static final long FLOW_GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int PARTITIONS = 3;

    private final EventSource source;
    private final String token;
    private final int clientThreads;
    private final Transport transport;
    private final Scale scale;
    private final Consumer<String> progress;
    private final Consumer<Target> onMeasure;

    Runner(
            EventSource source,
            String token,
            int clientThreads,
            Transport transport,
            Scale scale,
            Consumer<String> progress,
            Consumer<Target> onMeasure) {
        this.source = source;
        this.token = token;
        this.clientThreads = clientThreads;
        this.transport = transport;
        this.scale = scale;
        this.progress = progress;
        this.onMeasure = onMeasure;
    }

    /** Waits until events reach the viewers, and lets the server's JIT see some of every event. */
    void warmUp(Target target) throws IOException, InterruptedException {
        List<String> sections = sections(scale.connections() / VIEWERS_OF_A_TOWN_SECTION / 5);
        List<TableRecords> records = EventSource.records(sections, 0);
        try (Crowd crowd = crowd(target, sections, VIEWERS_OF_A_TOWN_SECTION, 0)) {
            crowd.join();
            awaitFlow(crowd, records.get(0));
            new EventRun(target, crowd, source, records, measured -> {})
                    .run(new EventRun.Plan(
                            sections.size() * TOWN_EVENTS_PER_SECTION, scale.warmUp(), Duration.ofSeconds(1)));
        }
    }

    /** Waits until events of each partition arrive: a consumer that starts at the end of its partitions misses earlier ones. */
    private void awaitFlow(Crowd crowd, TableRecords section) {
        long deadline = System.nanoTime() + FLOW_PATIENCE.toNanos();
        long seen;
        do {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("events don't reach the viewers");
            }
            seen = crowd.tally().events;
            source.publishOneEach(section);
            LockSupport.parkNanos(FLOW_GLANCE_NANOS);
        } while (crowd.tally().events - seen < (long) PARTITIONS * VIEWERS_OF_A_TOWN_SECTION);
    }

    Figures run(Workload workload, Target target) throws IOException, InterruptedException {
        return switch (workload) {
            case IDLE -> idle(target);
            case COLD -> join(target, Math.min(COLD_JOINS, scale.connections()));
            case JOIN -> join(target, scale.connections());
            case HOT ->
                events(
                        target,
                        sections(1),
                        scale.viewers(),
                        new EventRun.Plan(HOT_EVENTS_PER_SECOND, scale.warmUp(), scale.measured()));
            case TOWN ->
                events(
                        target,
                        sections(scale.sections()),
                        VIEWERS_OF_A_TOWN_SECTION,
                        new EventRun.Plan(
                                scale.sections() * TOWN_EVENTS_PER_SECTION, scale.warmUp(), scale.measured()));
            case SLOW -> slow(target);
            case SATURATE -> saturate(target);
        };
    }

    private Figures idle(Target target) throws IOException, InterruptedException {
        OptionalLong heapBefore = target.liveHeapKib();
        Optional<ProcessFacts> before = target.facts();
        try (Crowd crowd = crowd(target, sections(connectionSections()), VIEWERS_OF_A_TOWN_SECTION, 0)) {
            crowd.join();
            Map<Measure, Double> figures = new EnumMap<>(Measure.class);
            OptionalLong heap = target.liveHeapKib();
            if (heap.isPresent() && heapBefore.isPresent()) {
                figures.put(
                        Measure.HEAP_KIB_PER_CONNECTION,
                        (heap.getAsLong() - heapBefore.getAsLong()) / (double) scale.connections());
                figures.put(Measure.HEAP_MIB, heap.getAsLong() / KIB_PER_MIB);
            }
            Optional<ProcessFacts> after = target.facts();
            if (before.isPresent() && after.isPresent()) {
                figures.put(
                        Measure.RSS_KIB_PER_CONNECTION,
                        (after.get().residentKib() - before.get().residentKib()) / (double) scale.connections());
                figures.put(Measure.RSS_MIB, after.get().residentKib() / KIB_PER_MIB);
            }
            return new Figures(figures);
        }
    }

    private Figures join(Target target, int joins) throws IOException, InterruptedException {
        List<String> sections = sections(joins / VIEWERS_OF_A_TOWN_SECTION);
        try (Crowd crowd = crowd(target, sections, VIEWERS_OF_A_TOWN_SECTION, 0)) {
            Optional<ProcessFacts> before = target.facts();
            onMeasure.accept(target);
            double seconds = crowd.join().toNanos() / 1e9;
            Optional<ProcessFacts> after = target.facts();
            Tally tally = crowd.tally();
            Map<Measure, Double> figures = new EnumMap<>(Measure.class);
            figures.put(Measure.JOINS_PER_SECOND, joins / seconds);
            figures.put(Measure.ALL_JOINED_SECONDS, seconds);
            figures.put(Measure.JOIN_P50_MS, tally.joinMs(50));
            figures.put(Measure.JOIN_P99_MS, tally.joinMs(99));
            figures.put(Measure.REFUSED, (double) tally.refused);
            figures.put(Measure.ENDED, (double) tally.ended);
            if (before.isPresent() && after.isPresent()) {
                double cpuMs =
                        after.get().cpuTime().minus(before.get().cpuTime()).toNanos() / 1e6;
                figures.put(Measure.CPU_MS_PER_JOIN, cpuMs / joins);
                figures.put(Measure.RSS_MIB, after.get().residentKib() / KIB_PER_MIB);
            }
            return new Figures(figures);
        }
    }

    private Figures events(Target target, List<String> sections, int viewersPerSection, EventRun.Plan plan)
            throws IOException, InterruptedException {
        List<TableRecords> records = EventSource.records(sections, 0);
        try (Crowd crowd = crowd(target, sections, viewersPerSection, 0)) {
            crowd.join();
            return new EventRun(target, crowd, source, records, onMeasure).run(plan);
        }
    }

    /** Runs the slow workload, with large events, so that the server and not the kernel has to deal with viewers that don't read. */
    private Figures slow(Target target) throws IOException, InterruptedException {
        List<String> sections = sections(1);
        List<TableRecords> records = EventSource.records(sections, SLOW_PADDING_BYTES);
        try (Crowd crowd = crowd(target, sections, scale.viewers() / SLOW_SHARE, SLOW_SHARE)) {
            crowd.join();
            return new EventRun(target, crowd, source, records, onMeasure)
                    .run(new EventRun.Plan(
                            SLOW_EVENTS_PER_SECOND,
                            scale.warmUp(),
                            scale.measured().multipliedBy(2)));
        }
    }

    private Figures saturate(Target target) throws IOException, InterruptedException {
        List<String> sections = sections(1);
        List<TableRecords> records = EventSource.records(sections, 0);
        try (Crowd crowd = crowd(target, sections, scale.viewers(), 0)) {
            crowd.join();
            return Ladder.climb(new EventRun(target, crowd, source, records, onMeasure)::run, scale.step(), progress);
        }
    }

    private int connectionSections() {
        return scale.connections() / VIEWERS_OF_A_TOWN_SECTION;
    }

    private Crowd crowd(Target target, List<String> sections, int viewersPerSection, int slowOneIn) throws IOException {
        return new Crowd(
                new Crowd.Access(target.url(), token, clientThreads, transport),
                sections,
                viewersPerSection,
                slowOneIn);
    }

    private static List<String> sections(int count) {
        return IntStream.range(0, count)
                .mapToObj(section -> UUID.randomUUID().toString())
                .toList();
    }
}
