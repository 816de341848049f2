package com.mesaya.realtime.domain.log;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.domain.Events.deleted;
import static com.mesaya.realtime.domain.Events.released;
import static com.mesaya.realtime.domain.Events.selecting;
import static com.mesaya.realtime.domain.Events.updated;
import static com.mesaya.realtime.domain.log.Logs.append;
import static com.mesaya.realtime.domain.log.Logs.appendAll;
import static com.mesaya.realtime.domain.log.Logs.read;
import static com.mesaya.realtime.domain.log.Logs.sequences;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Ephemeral holds: told in order, no state of their table, over by themselves. */
class SectionLogHoldsTest {

    private static final Instant LAPSE = NOON.plusSeconds(60);

    private final SectionLog log = Logs.withWindow(10);

    @Test
    void areToldInTheirOrderAmongOtherEvents() {
        appendAll(
                log,
                updated("1").version(1),
                selecting("1").version(2),
                updated("1").version(3),
                released("1").version(4));

        assertThat(sequences(read(log, 0))).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void areRefusedOnceTheyHaveLapsed() {
        assertThat(append(log, selecting("1").expiringAt(NOON))).isEqualTo(AppendOutcome.LAPSED);
        assertThat(log.head()).isEqualTo(Logs.at(0));
    }

    @Test
    void areToldToNobodyOnceTheyHaveLapsed() {
        appendAll(log, selecting("1").version(1), updated("2").version(1));

        Fetched.Batch batch = read(log, 0, LAPSE);

        assertThat(sequences(batch)).containsExactly(2L);
        assertThat(batch.conflated()).isZero();
        assertThat(batch.next()).isEqualTo(log.head());
    }

    @Test
    void areToldToWhoeverJoinsWhileTheyLast() {
        appendAll(
                log,
                selecting("2").version(1),
                updated("3").version(1),
                selecting("1").version(2));

        assertThat(sequences(log.holdsAlive(LAPSE.minusMillis(1)))).containsExactly(1L, 3L);
        assertThat(log.holdsAlive(LAPSE)).isEmpty();
    }

    @Test
    void areOverOnceReleased() {
        appendAll(log, selecting("1").version(1), released("1").version(2));

        assertThat(log.holdsAlive(NOON)).isEmpty();
    }

    @Test
    void areOverOnceTheirTableIsDeleted() {
        appendAll(log, selecting("1").version(1), deleted("1").version(2));

        assertThat(log.holdsAlive(NOON)).isEmpty();
    }

    @Test
    void areReplacedByALaterHoldOfTheSameTable() {
        appendAll(log, selecting("1").version(1), selecting("1").version(2));

        assertThat(sequences(log.holdsAlive(NOON))).containsExactly(2L);
    }

    @Test
    void meanNothingToWhoeverJoinsIfTheySayNoEnd() {
        appendAll(log, selecting("1").version(1).expiringAt(null));

        assertThat(log.holdsAlive(NOON)).isEmpty();
    }

    @Test
    void areStaleAfterTheirRelease() {
        appendAll(log, released("1").version(2));

        assertThat(append(log, selecting("1").version(1))).isEqualTo(AppendOutcome.STALE);
    }

    @Test
    void areTakenOnce() {
        appendAll(log, selecting("1").version(1).payload("{}"));

        assertThat(append(log, selecting("1").version(1).payload("{}"))).isEqualTo(AppendOutcome.DUPLICATE);
    }

    @Test
    void makeNoChangeOfTheirTableStale() {
        appendAll(log, updated("1").version(1), selecting("1").version(100));

        assertThat(append(log, updated("1").version(2))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void areNotMadeStaleByAChangeOfTheirTable() {
        appendAll(log, updated("1").version(100));

        assertThat(append(log, selecting("1").version(1))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void areNotConflatedWithTheStateOfTheirTable() {
        SectionLog small = Logs.withWindow(1);
        appendAll(
                small,
                updated("1").version(1),
                selecting("1").version(2),
                updated("2").version(1));

        assertThat(sequences(read(small, 0))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void areConflatedWithTheirRelease() {
        SectionLog small = Logs.withWindow(1);
        appendAll(small, selecting("1").version(1), released("1").version(2));

        assertThat(sequences(read(small, 0))).containsExactly(2L);
    }

    @Test
    void areReleasedEvenIfTheReleaseRepeatsWhenTheyWouldHaveLapsed() {
        appendAll(log, selecting("1").version(1).expiringAt(LAPSE));

        AppendOutcome outcome =
                log.append(released("1").version(2).expiringAt(LAPSE).event(), LAPSE);

        assertThat(outcome).isEqualTo(AppendOutcome.APPENDED);
    }
}
