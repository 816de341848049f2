package com.mesaya.realtime.bench;

import com.mesaya.realtime.bench.figures.Figures;
import com.mesaya.realtime.bench.figures.Measure;
import com.mesaya.realtime.bench.figures.ProcessFacts;
import com.mesaya.realtime.bench.load.Crowd;
import com.mesaya.realtime.bench.load.Mark;
import com.mesaya.realtime.bench.load.TableRecords;
import com.mesaya.realtime.bench.load.Tally;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Publishes events at a steady rate to a joined crowd: warms up, measures, then waits until all viewers have all events. */
final class EventRun {

    private static final double MILLION = 1e6;
    private static final double KIB_PER_MIB = 1024;
    /** The limit of the load client's processor use. A busier client reads late, which is not the server's fault. */
    private static final double MOST_CLIENT_BUSY = 0.9;

    /** The plan of a run; slow viewers don't read during the measurement. */
    record Plan(double eventsPerSecond, Duration warmUp, Duration measured) {

        Duration duration() {
            return warmUp.plus(measured);
        }

        long measuredFromMicros(long startMicros) {
            return startMicros + micros(warmUp);
        }
    }

    private final Target target;
    private final Crowd crowd;
    private final EventSource source;
    private final List<TableRecords> sections;
    private final Consumer<Target> onMeasure;

    /** @param onMeasure runs when the measurement starts */
    EventRun(Target target, Crowd crowd, EventSource source, List<TableRecords> sections, Consumer<Target> onMeasure) {
        this.target = target;
        this.crowd = crowd;
        this.source = source;
        this.sections = sections;
        this.onMeasure = onMeasure;
    }

    Figures run(Plan plan) {
        long startMicros = Mark.nowMicros();
        long fromMicros = plan.measuredFromMicros(startMicros);
        long toMicros = fromMicros + micros(plan.measured());
        crowd.countWithin(fromMicros, toMicros);
        var publishing = CompletableFuture.supplyAsync(() -> source.publish(sections, plan, startMicros));
        awaitTime(fromMicros);
        Optional<ProcessFacts> before = target.facts();
        List<Long> clientBefore = crowd.cpuNanos();
        onMeasure.accept(target);
        crowd.pauseSlow(true);
        awaitTime(toMicros);
        Optional<ProcessFacts> after = target.facts();
        double clientBusy = busiest(clientBefore, crowd.cpuNanos(), Mark.nowMicros() - fromMicros);
        Publication publication = publishing.join();
        crowd.pauseSlow(false);
        long lost = crowd.drain(sections);
        return figures(plan, publication, clientBusy, crowd.tally(), lost, before, after);
    }

    /** Returns the share of time for which the busiest of the load client's threads used a processor. */
    private static double busiest(List<Long> beforeNanos, List<Long> afterNanos, long micros) {
        return IntStream.range(0, beforeNanos.size())
                .mapToDouble(loop -> (afterNanos.get(loop) - beforeNanos.get(loop)) / 1e3 / micros)
                .max()
                .orElse(0);
    }

    private static Figures figures(
            Plan plan,
            Publication publication,
            double clientBusy,
            Tally tally,
            long lost,
            Optional<ProcessFacts> before,
            Optional<ProcessFacts> after) {
        Map<Measure, Double> figures = new EnumMap<>(Measure.class);
        figures.put(Measure.EVENTS_PER_SECOND, publication.eventsPerSecond());
        figures.put(Measure.SOURCE_P99_MS, publication.p99Ms());
        figures.put(Measure.CLIENT_BUSY_PERCENT, clientBusy * 100);
        figures.put(
                Measure.DELIVERIES_PER_SECOND,
                tally.deliveries * 1e9 / plan.measured().toNanos());
        figures.put(Measure.P50_MS, tally.freshnessMs(50));
        figures.put(Measure.P99_MS, tally.freshnessMs(99));
        figures.put(Measure.P999_MS, tally.freshnessMs(99.9));
        figures.put(Measure.CONFLATED, (double) tally.conflated);
        figures.put(Measure.LOST, (double) lost);
        figures.put(Measure.DUPLICATES, (double) tally.duplicates);
        figures.put(Measure.ENDED, (double) tally.ended);
        if (before.isPresent() && after.isPresent() && tally.deliveries > 0) {
            double cpuSeconds =
                    after.get().cpuTime().minus(before.get().cpuTime()).toNanos() / 1e9;
            long writes = after.get().writes() - before.get().writes();
            figures.put(Measure.CPU_SECONDS_PER_MILLION, cpuSeconds * MILLION / tally.deliveries);
            if (writes > 0) {
                figures.put(Measure.FRAMES_PER_WRITE, (double) tally.deliveries / writes);
            }
            figures.put(Measure.RSS_MIB, after.get().residentKib() / KIB_PER_MIB);
        }
        return new Figures(figures, publication.keptUp() && clientBusy < MOST_CLIENT_BUSY);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    private static void awaitTime(long micros) {
        long left = micros - Mark.nowMicros();
        while (left > 0) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(left));
            left = micros - Mark.nowMicros();
        }
    }
}
