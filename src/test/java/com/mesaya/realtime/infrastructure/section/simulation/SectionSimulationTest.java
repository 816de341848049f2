package com.mesaya.realtime.infrastructure.section.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Nothing lost, nothing from the past, whatever happens in whatever order. {@code -Psimulate} runs more schedules;
 * {@code -Dsimulation.seed=4711} replays one and tells its story.
 */
class SectionSimulationTest {

    private static final int SEEDS = Integer.getInteger("simulation.seeds", 100);
    private static final Long ONLY = Long.getLong("simulation.seed");
    private static final int ENOUGH_FAILURES = 3;

    @Test
    void everyViewerEndsWithTheTruthAndNeverSeesThePast() {
        var total = new Tally();
        var failures = new ArrayList<String>();
        long[] seeds = ONLY == null ? LongStream.rangeClosed(1, SEEDS).toArray() : new long[] {ONLY};
        long started = System.nanoTime();

        try (var stage = new Stage()) {
            for (long seed : seeds) {
                try {
                    total.addAll(Simulation.run(seed, Flaw.NONE, ONLY != null, stage));
                } catch (AssertionError wrong) {
                    failures.add(howToReplay(seed, wrong));
                }
                if (failures.size() == ENOUGH_FAILURES) {
                    break;
                }
            }
        }

        System.out.printf(
                "Simulated %d schedules in %d ms: %s%n",
                seeds.length, (System.nanoTime() - started) / 1_000_000, total);
        assertThat(failures).isEmpty();
        if (seeds.length >= 100) {
            assertThat(happenedNever(total)).isEmpty();
        }
    }

    @Test
    void aSeedAlwaysDoesTheSame() {
        try (var stage = new Stage()) {
            for (long seed = 1; seed <= 5; seed++) {
                Tally first = Simulation.run(seed, Flaw.NONE, false, stage);
                Tally second = Simulation.run(seed, Flaw.NONE, false, stage);

                assertThat(second).isEqualTo(first);
            }
        }
    }

    private static String howToReplay(long seed, AssertionError wrong) {
        return "Seed " + seed + ": " + wrong.getMessage()
                + "\nReplay it with: mvn test -Dtest=SectionSimulationTest -Dsimulation.seed=" + seed + "\n";
    }

    /** A simulation proves nothing of what it never does; its known limits needn't show. */
    private static List<Happening> happenedNever(Tally total) {
        return Arrays.stream(Happening.values())
                .filter(happening -> total.of(happening) == 0 && !happening.isKnownLimit())
                .toList();
    }
}
