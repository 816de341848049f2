package com.mesaya.realtime.bench;

import com.mesaya.realtime.bench.figures.Figures;
import com.mesaya.realtime.bench.figures.Measure;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Increases the rate of events step by step, as long as the server keeps up. */
final class Ladder {

    private static final double FIRST_EVENTS_PER_SECOND = 50;
    private static final double GROWTH = 1.5;
    private static final int STEPS = 14;
    static final double MOST_P99_MS = 250;
    /**
     * The accepted share of conflated events. Conflation loses no state, but a server with a higher share delivers a different stream.
     */
    private static final double MOST_CONFLATED = 0.01;

    private static final Duration SETTLING = Duration.ofSeconds(1);

    private Ladder() {}

    /**
     * Returns the figures of the last step that the server sustained, or of the first one if there is none. They say whether the
     * source ended the climb.
     *
     * @param run carries out a step
     */
    static Figures climb(Function<EventRun.Plan, Figures> run, Duration step, Consumer<String> progress) {
        double eventsPerSecond = FIRST_EVENTS_PER_SECOND;
        @Nullable Figures best = null;
        for (int index = 1; ; index++) {
            Figures figures = run.apply(new EventRun.Plan(eventsPerSecond, SETTLING, step));
            boolean holds = figures.loadKeptUp() && holds(figures, step.plus(SETTLING));
            progress.accept(String.format(
                    "%.0f events/s: %s published/s, %s deliveries/s, p99 %s ms (source %s ms), conflated %s, lost %s%s",
                    eventsPerSecond,
                    figures.text(Measure.EVENTS_PER_SECOND),
                    figures.text(Measure.DELIVERIES_PER_SECOND),
                    figures.text(Measure.P99_MS),
                    figures.text(Measure.SOURCE_P99_MS),
                    figures.text(Measure.CONFLATED),
                    figures.text(Measure.LOST),
                    verdict(figures, holds)));
            if (!holds) {
                Figures reached = best == null ? figures : best;
                return figures.loadKeptUp() ? reached : reached.loadBehind();
            }
            if (index == STEPS) {
                return figures;
            }
            best = figures;
            eventsPerSecond *= GROWTH;
        }
    }

    private static String verdict(Figures figures, boolean holds) {
        if (holds) {
            return "";
        }
        return figures.loadKeptUp()
                ? "; too much"
                : "; the source or the load client couldn't keep up, the server's limit isn't known";
    }

    private static boolean holds(Figures figures, Duration duration) {
        double delivered = value(figures, Measure.DELIVERIES_PER_SECOND) * duration.toMillis() / 1e3;
        return value(figures, Measure.P99_MS) <= MOST_P99_MS
                && value(figures, Measure.LOST) == 0
                && value(figures, Measure.ENDED) == 0
                && value(figures, Measure.CONFLATED) <= MOST_CONFLATED * delivered;
    }

    private static double value(Figures figures, Measure measure) {
        return figures.values().getOrDefault(measure, 0.0);
    }
}
