package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Generates limits of logs and what happens to them. */
final class LogArbitraries {

    /** No sequence of steps is longer. */
    static final int MAX_STEPS = 60;

    private static final int ENTITIES = 5;
    private static final int VERSIONS = 8;
    private static final int PAYLOADS = 3;
    private static final int PARTITIONS = 3;
    private static final int READERS = 3;
    private static final int MAX_BOUND = 12;
    private static final int SECONDS = 20;

    private LogArbitraries() {}

    /** Limits of which each is reached by a few events. */
    static Arbitrary<LogLimits> tightLimits() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 8),
                        seconds().injectNull(0.5),
                        Arbitraries.integers().between(1, 2 * ENTITIES),
                        Arbitraries.longs().between(20, 800).injectNull(0.5),
                        seconds().injectNull(0.5))
                .as((window, age, entities, bytes, retention) -> new LogLimits(
                        window,
                        age == null ? Duration.ofDays(1) : age,
                        window,
                        entities,
                        bytes == null ? Long.MAX_VALUE : bytes,
                        retention == null ? Duration.ofDays(1) : retention));
    }

    /** Only the window and the memory of deletions are small. */
    static Arbitrary<LogLimits> limitsOfWindow() {
        return Combinators.combine(Arbitraries.integers().between(1, 8), seconds())
                .as((window, retention) -> new LogLimits(
                        window, Duration.ofDays(1), window, Integer.MAX_VALUE, Long.MAX_VALUE, retention));
    }

    /** Limits under which nothing is ever forgotten. */
    static LogLimits noLimits() {
        return new LogLimits(
                MAX_STEPS, Duration.ofDays(1), MAX_STEPS, Integer.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1));
    }

    static Arbitrary<List<LogStep>> steps() {
        return Arbitraries.frequencyOf(
                        Tuple.of(12, append()),
                        Tuple.of(2, index().map(LogStep.Redeliver::new)),
                        Tuple.of(2, seconds().map(LogStep.Wait::new)),
                        Tuple.of(1, Arbitraries.create(LogStep.Move::new)),
                        Tuple.of(2, reader().map(LogStep.Join::new)),
                        Tuple.of(
                                4,
                                Combinators.combine(reader(), bound(), batchLimits())
                                        .as(LogStep.Fetch::new)),
                        Tuple.of(
                                2,
                                Combinators.combine(reader(), bound(), batchLimits())
                                        .as(LogStep.CatchUp::new)),
                        Tuple.of(1, Combinators.combine(reader(), index()).as(LogStep.Resume::new)))
                .list()
                .ofMinSize(5)
                .ofMaxSize(MAX_STEPS)
                .withSizeDistribution(RandomDistribution.uniform())
                .map(LogArbitraries::withGrowingVersions);
    }

    static Arbitrary<EntityKey> entities() {
        return Arbitraries.integers().between(0, ENTITIES - 1).map(LogRun::entity);
    }

    static Arbitrary<Instant> versions() {
        return Arbitraries.integers().between(0, VERSIONS + MAX_STEPS / 3).map(LogRun::version);
    }

    /** Most versions are about as old as what comes before them; until here they said by how much. */
    private static List<LogStep> withGrowingVersions(List<LogStep> steps) {
        var grown = new ArrayList<LogStep>();
        for (LogStep step : steps) {
            grown.add(step instanceof LogStep.Append append ? append.behind(VERSIONS + grown.size() / 3) : step);
        }
        return grown;
    }

    private static Arbitrary<LogStep> append() {
        Arbitrary<EventNature> natures = Arbitraries.frequency(
                Tuple.of(6, EventNature.STATE),
                Tuple.of(2, EventNature.DELETION),
                Tuple.of(2, EventNature.HOLD),
                Tuple.of(1, EventNature.RELEASE));
        return Combinators.combine(
                        Arbitraries.integers().between(0, ENTITIES - 1),
                        natures,
                        Arbitraries.frequencyOf(
                                        Tuple.of(3, Arbitraries.integers().between(0, 2)),
                                        Tuple.of(1, Arbitraries.integers().between(0, VERSIONS)))
                                .injectNull(0.1),
                        Arbitraries.integers().between(0, PAYLOADS - 1),
                        seconds().injectNull(0.2),
                        Arbitraries.integers().between(0, PARTITIONS - 1))
                .as(LogStep.Append::new);
    }

    private static Arbitrary<BatchLimits> batchLimits() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 10),
                        Arbitraries.longs().between(1, 500))
                .as(BatchLimits::new);
    }

    private static Arbitrary<Duration> seconds() {
        return Arbitraries.integers().between(0, SECONDS).map(Duration::ofSeconds);
    }

    private static Arbitrary<Integer> reader() {
        return Arbitraries.integers().between(0, READERS - 1);
    }

    private static Arbitrary<Integer> bound() {
        return Arbitraries.integers().between(0, MAX_BOUND);
    }

    private static Arbitrary<Integer> index() {
        return Arbitraries.integers().between(0, MAX_STEPS - 1);
    }
}
