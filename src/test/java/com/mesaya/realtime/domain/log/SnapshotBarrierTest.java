package com.mesaya.realtime.domain.log;

import static com.mesaya.realtime.domain.Events.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Events;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotBarrierTest {

    /** A snapshot with one table, as it was 10 ms after noon. */
    private final SnapshotBarrier barrier =
            new SnapshotBarrier(Map.of(new EntityKey("table", "1"), NOON.plusMillis(10)));

    @Test
    void withholdsEventsTheSnapshotAlreadyReflects() {
        assertThat(barrier.lets(Events.updated("1").version(9).event())).isFalse();
    }

    @Test
    void letsAnEventOfTheSnapshotsOwnVersionPass() {
        assertThat(barrier.lets(Events.updated("1").version(10).event())).isTrue();
    }

    @Test
    void letsNewerEventsPass() {
        assertThat(barrier.lets(Events.updated("1").version(11).event())).isTrue();
    }

    @Test
    void letsADeletionOfTheSnapshotsOwnVersionPass() {
        assertThat(barrier.lets(Events.deleted("1").version(10).event())).isTrue();
    }

    @Test
    void withholdsADeletionBeforeTheEntityCameBack() {
        assertThat(barrier.lets(Events.deleted("1").version(9).event())).isFalse();
    }

    @Test
    void letsTheSectionsOwnEndPassHoweverOldItsVersionIs() {
        var section = new EntityKey("section", Events.SECTION.value());
        var own = new SnapshotBarrier(Map.of(section, NOON.plusMillis(10)));

        assertThat(own.lets(Events.of("section", section.id(), "updated", EventNature.STATE)
                        .version(9)
                        .event()))
                .isFalse();
        assertThat(own.lets(Events.of("section", section.id(), "deleted", EventNature.DELETION)
                        .version(9)
                        .event()))
                .isTrue();
    }

    @Test
    void letsEntitiesPassThatTheSnapshotDoesNotTellOf() {
        assertThat(barrier.lets(Events.updated("2").version(1).event())).isTrue();
        assertThat(barrier.lets(Events.of("object", "1", "updated", EventNature.STATE)
                        .version(1)
                        .event()))
                .isTrue();
    }

    @Test
    void letsEventsPassWhoseVersionIsUnknown() {
        assertThat(barrier.lets(Events.updated("1").event())).isTrue();
    }

    @Test
    void letsHoldsPassHoweverOldTheyAre() {
        assertThat(barrier.lets(Events.selecting("1").version(1).event())).isTrue();
        assertThat(barrier.lets(Events.released("1").version(2).event())).isTrue();
    }

    @Test
    void isLiftedForAnEntityByItsFirstEventThatPasses() {
        barrier.lets(Events.updated("1").version(11).event());

        assertThat(barrier.versions()).isEmpty();
    }

    @Test
    void staysAfterEventsThatSayNothingOfTheVersion() {
        barrier.lets(Events.updated("1").event());
        barrier.lets(Events.selecting("1").version(20).event());

        assertThat(barrier.lets(Events.updated("1").version(9).event())).isFalse();
    }
}
