package com.mesaya.realtime.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.bench.figures.Figures;
import com.mesaya.realtime.bench.figures.Measure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LadderTest {

    private final List<String> progress = new ArrayList<>();

    @Test
    void endsAtTheLastStepThatTheServerHeld() {
        Figures best = climb(plan -> figures(plan, plan.eventsPerSecond() > 100 ? 900 : 5));

        assertThat(best.values()).containsEntry(Measure.DELIVERIES_PER_SECOND, 75.0);
        assertThat(best.loadKeptUp()).isTrue();
        assertThat(progress).hasSize(3).last().asString().endsWith("; too much");
    }

    @Test
    void tellsAServersLimitFromTheSources() {
        Figures best = climb(plan -> {
            Figures step = figures(plan, plan.eventsPerSecond() > 100 ? 900 : 5);
            return plan.eventsPerSecond() > 100 ? step.loadBehind() : step;
        });

        assertThat(best.values()).containsEntry(Measure.DELIVERIES_PER_SECOND, 75.0);
        assertThat(best.loadKeptUp()).isFalse();
        assertThat(progress).hasSize(3).last().asString().contains("the source or the load client couldn't keep up");
    }

    @Test
    void aSourceThatIsTooSlowEndsItThoughTheServerSeemsToHold() {
        Figures first = climb(plan -> figures(plan, 5).loadBehind());

        assertThat(first.loadKeptUp()).isFalse();
        assertThat(progress).hasSize(1);
    }

    private Figures climb(Function<EventRun.Plan, Figures> run) {
        return Ladder.climb(run, Duration.ofSeconds(1), progress::add);
    }

    private static Figures figures(EventRun.Plan plan, double p99Ms) {
        return new Figures(Map.of(Measure.DELIVERIES_PER_SECOND, plan.eventsPerSecond(), Measure.P99_MS, p99Ms));
    }
}
