package com.mesaya.realtime.infrastructure.section.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation isn't green because it is blind. */
class SimulationFindsBugsTest {

    private static final int MOST_SEEDS = 30;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsEveryFlawWithinAFewSeeds(Flaw flaw) {
        int needed = 0;
        @Nullable String found = null;

        try (var stage = new Stage()) {
            while (found == null && needed < MOST_SEEDS) {
                found = failureOf(++needed, flaw, stage);
            }
        }

        System.out.printf("Seed %d of %d finds %s: %s%n", needed, MOST_SEEDS, flaw, found);
        assertThat(found).as("what gives %s away", flaw).isNotNull();
    }

    private static @Nullable String failureOf(long seed, Flaw flaw, Stage stage) {
        try {
            Simulation.run(seed, flaw, false, stage);
            return null;
        } catch (AssertionError wrong) {
            return wrong.getMessage();
        }
    }
}
