package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a section does per event and per viewer. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SectionLogBenchmark {

    private static final int ENTITIES = 20;
    private static final int WINDOW = 1024;
    private static final int PAYLOAD_BYTES = 400;
    private static final Instant START = Instant.parse("2025-10-19T18:00:00Z");
    private static final LogLimits LIMITS =
            new LogLimits(WINDOW, Duration.ofHours(1), WINDOW, 10_000, 16 << 20, Duration.ofHours(1));

    /** A log that is full, as it is in the long run. */
    @State(Scope.Thread)
    public static class FullLog {

        private final Frame frame =
                Frame.of("table.updated", ("\"" + "x".repeat(PAYLOAD_BYTES) + "\"").getBytes(StandardCharsets.UTF_8));
        private SectionLog log = new SectionLog(1, LIMITS);
        private long offset;

        /** Fills it. */
        @Setup
        public void fill() {
            log = new SectionLog(1, LIMITS);
            for (int event = 0; event < 2 * WINDOW; event++) {
                log.append(next(), START);
            }
        }

        SectionEvent next() {
            long number = offset++;
            return new EntityChange(
                            new SectionId("terrace"),
                            new EntityKey("table", "table-" + number % ENTITIES),
                            "updated",
                            EventNature.STATE,
                            START.plusMillis(number),
                            null,
                            frame,
                            new Origin("mesa-ya.tables.updated", 0, number),
                            null,
                            null)
                    .in(new SectionId("terrace"));
        }
    }

    /** How far behind a reader is. */
    @State(Scope.Thread)
    public static class Reader {

        /** Events. */
        @Param({"1", "16", "256"})
        public int behind;
    }

    /** A snapshot's barrier, and an event it has no reason to withhold. */
    @State(Scope.Thread)
    public static class Barrier {

        private Map<EntityKey, Instant> versions = Map.of();
        private SnapshotBarrier barrier = new SnapshotBarrier(Map.of());

        /** Builds it. */
        @Setup
        public void build() {
            var all = new HashMap<EntityKey, Instant>();
            for (int entity = 0; entity < ENTITIES; entity++) {
                all.put(new EntityKey("table", "table-" + entity), START.plusSeconds(1_000_000_000));
            }
            versions = all;
            barrier = new SnapshotBarrier(all);
        }
    }

    /** An event is made and appended. */
    @Benchmark
    public Object append(FullLog full) {
        return full.log.append(full.next(), START);
    }

    /** An event is made only: to be taken off {@link #append}. */
    @Benchmark
    public Object makeEvent(FullLog full) {
        return full.next();
    }

    /** A viewer fetches what it lacks. */
    @Benchmark
    public Object fetch(FullLog full, Reader reader) {
        Cursor head = full.log.head();
        return full.log.fetch(
                head.at(head.sequence() - reader.behind),
                WINDOW,
                OverflowPolicy.CONFLATE,
                new BatchLimits(256, 1 << 20),
                START);
    }

    /** An event meets a barrier that withholds it; an event is made for it. */
    @Benchmark
    public Object withhold(FullLog full, Barrier state) {
        return state.barrier.lets(full.next());
    }

    /** A barrier of twenty entities is put up, as each join does. */
    @Benchmark
    public Object putUpBarrier(Barrier state) {
        return new SnapshotBarrier(state.versions);
    }
}
