package com.mesaya.realtime.infrastructure.section.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mesaya.realtime.infrastructure.section.simulation.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables move, objects are linked and unlinked: {@code -Psimulate} runs more schedules, {@code -Dsimulation.seed=7} one. */
class DirectorySimulationTest {

    private static final long SEEDS = Long.getLong("simulation.seeds", 20);
    /** One in so many viewers, at most, shows what only a bucket knew better that was lost. */
    private static final int GHOSTS_AT_MOST = 100;

    private final Stage stage = new Stage();

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void everybodyShowsWhatTheMainApiWouldAnswer() {
        Long one = Long.getLong("simulation.seed");
        long from = one == null ? 0 : one;
        long to = one == null ? SEEDS : one + 1;
        int ghosts = 0;
        for (long seed = from; seed < to; seed++) {
            ghosts += run(seed, DirectoryFlaw.NONE);
        }

        System.out.printf("%d viewers of %d show a ghost%n", ghosts, (to - from) * 6);
        assertThat(ghosts).isLessThanOrEqualTo((int) (1 + (to - from) * 6 / GHOSTS_AT_MOST));
    }

    @ParameterizedTest
    @EnumSource(value = DirectoryFlaw.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void wouldNotice(DirectoryFlaw flaw) {
        assertThatThrownBy(() -> {
                    for (long seed = 0; seed < 100; seed++) {
                        run(seed, flaw);
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    private int run(long seed, DirectoryFlaw flaw) {
        try {
            return DirectorySimulation.run(seed, flaw, stage);
        } catch (AssertionError failure) {
            throw new AssertionError("seed " + seed, failure);
        }
    }
}
