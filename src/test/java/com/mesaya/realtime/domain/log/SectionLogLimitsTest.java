package com.mesaya.realtime.domain.log;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.domain.Events.deleted;
import static com.mesaya.realtime.domain.Events.selecting;
import static com.mesaya.realtime.domain.Events.updated;
import static com.mesaya.realtime.domain.log.Logs.append;
import static com.mesaya.realtime.domain.log.Logs.appendAll;
import static com.mesaya.realtime.domain.log.Logs.fetch;
import static com.mesaya.realtime.domain.log.Logs.read;
import static com.mesaya.realtime.domain.log.Logs.sequences;
import static com.mesaya.realtime.domain.log.OverflowPolicy.CONFLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the log remembers and what it costs to forget. */
class SectionLogLimitsTest {

    private static final Instant LATER = NOON.plus(Logs.RETENTION).plusMillis(1);

    @Test
    void keepsTheWindowExactly() {
        SectionLog log = Logs.withWindow(3);

        appendAll(
                log,
                updated("1").version(1),
                updated("1").version(2),
                updated("1").version(3),
                updated("1").version(4));

        assertThat(sequences(read(log, 1))).containsExactly(2L, 3L, 4L);
        assertThat(log.size()).isEqualTo(3);
    }

    @Test
    void keepsOfOlderEventsTheNewestOfEachEntity() {
        SectionLog log = Logs.withWindow(1);

        appendAll(
                log,
                updated("1").version(1),
                updated("1").version(2),
                updated("2").version(1),
                updated("3").version(1));

        assertThat(sequences(read(log, 0))).containsExactly(2L, 3L, 4L);
        assertThat(log.horizon()).isZero();
    }

    @Test
    void keepsOfEventsThatAreTooOldTheNewestOfEachEntity() {
        SectionLog log = Logs.withWindow(10);
        appendAll(
                log,
                updated("1").version(1),
                updated("1").version(2),
                updated("2").version(1));

        log.append(updated("1").version(3).event(), NOON.plus(Logs.WINDOW_AGE));
        assertThat(log.size()).isEqualTo(4);

        log.append(updated("1").version(4).event(), NOON.plus(Logs.WINDOW_AGE).plusMillis(1));
        assertThat(sequences(read(log, 0))).containsExactly(3L, 5L);
        assertThat(sequences(read(log, 3))).containsExactly(4L, 5L);
        assertThat(log.size()).isEqualTo(3);
        assertThat(log.horizon()).isZero();
    }

    @Test
    void keepsADeletionThatIsTooOldForTheWindowAsLongAsThereIsRoom() {
        SectionLog log = Logs.withWindow(3);
        Instant later = NOON.plus(Logs.WINDOW_AGE).plus(Logs.RETENTION).plusMillis(1);
        appendAll(log, deleted("1").version(2));

        log.append(updated("2").version(1).event(), later);
        log.append(updated("2").version(2).event(), later);
        assertThat(log.append(updated("1").version(1).event(), later)).isEqualTo(AppendOutcome.STALE);
        assertThat(log.evictions()).isZero();

        log.append(updated("2").version(3).event(), later);
        log.append(updated("2").version(4).event(), later);
        assertThat(log.evictions()).isEqualTo(1);
    }

    @Test
    void letsGoOfAnOldEventOnceItsEntityHasANewerOne() {
        SectionLog log = Logs.withWindow(1);
        appendAll(
                log,
                updated("1").version(1),
                updated("2").version(1),
                updated("3").version(1));

        appendAll(log, updated("1").version(2));

        assertThat(sequences(read(log, 0))).containsExactly(2L, 3L, 4L);
        assertThat(log.bytes()).isEqualTo(bytesOf(read(log, 0)));
    }

    @Test
    void countsWhatCompactionLeftOut() {
        SectionLog log = Logs.withWindow(1);
        appendAll(
                log,
                updated("1").version(1),
                updated("1").version(2),
                updated("1").version(3));

        assertThat(read(log, 0).conflated()).isEqualTo(2);
    }

    @Test
    void evictsTheOldestEntityPastTheLimitAndRaisesTheHorizon() {
        SectionLog log = Logs.withLimits(10, 2, 1_000_000);

        appendAll(
                log,
                updated("1").version(1),
                updated("2").version(2),
                updated("3").version(3));

        assertThat(log.entities()).isEqualTo(2);
        assertThat(log.horizon()).isEqualTo(1);
        assertThat(fetch(log, 0, 10, CONFLATE)).isEqualTo(Fetched.OutOfReach.INSTANCE);
        assertThat(sequences(read(log, 1))).containsExactly(2L, 3L);
    }

    @Test
    void evictsTheOldestEntityPastTheBytesAndRaisesTheHorizon() {
        int oneFrame = updated("1").version(1).event().frame().size();
        SectionLog log = Logs.withLimits(10, 100, 2L * oneFrame);

        appendAll(
                log,
                updated("1").version(1),
                updated("2").version(2),
                updated("3").version(3));

        assertThat(log.bytes()).isEqualTo(2L * oneFrame);
        assertThat(log.horizon()).isEqualTo(1);
    }

    @Test
    void shortensTheWindowBeforeItForgetsAnEntity() {
        int oneFrame = updated("1").version(1).event().frame().size();
        SectionLog log = Logs.withLimits(10, 100, 2L * oneFrame);

        appendAll(
                log,
                updated("2").version(1),
                updated("1").version(2),
                updated("1").version(3));

        assertThat(log.horizon()).isZero();
        assertThat(sequences(read(log, 0))).containsExactly(1L, 3L);
    }

    @Test
    void cannotKeepAnEventThatIsLargerThanEverything() {
        SectionLog log = Logs.withLimits(10, 100, 10);

        appendAll(log, updated("1").version(1));

        assertThat(log.size()).isZero();
        assertThat(log.bytes()).isZero();
        assertThat(fetch(log, 0, 10, CONFLATE)).isEqualTo(Fetched.OutOfReach.INSTANCE);
        assertThat(read(log, 1).entries()).isEmpty();
    }

    @Test
    void remembersADeletionForItsRetentionAfterItLeftTheWindow() {
        SectionLog log = Logs.withWindow(1);
        appendAll(log, deleted("1").version(5), updated("2").version(1));

        AppendOutcome outcome = log.append(updated("1").version(5).event(), NOON.plus(Logs.RETENTION));

        assertThat(outcome).isEqualTo(AppendOutcome.STALE);
    }

    @Test
    void forgetsADeletionAfterItsRetentionAndRaisesTheHorizon() {
        SectionLog log = Logs.withWindow(1);
        appendAll(log, deleted("1").version(5), updated("2").version(1));

        log.append(updated("2").version(2).event(), LATER);

        assertThat(log.horizon()).isEqualTo(1);
        assertThat(log.entities()).isEqualTo(1);
        assertThat(fetch(log, 0, 10, CONFLATE)).isEqualTo(Fetched.OutOfReach.INSTANCE);
    }

    @Test
    void doesNotForgetADeletionWithinTheWindow() {
        SectionLog log = Logs.withWindow(10);
        appendAll(log, deleted("1").version(5));

        log.append(updated("2").version(1).event(), LATER);

        assertThat(sequences(read(log, 0, LATER))).containsExactly(1L, 2L);
    }

    @Test
    void doesNotForgetStateHoweverOld() {
        SectionLog log = Logs.withWindow(1);
        appendAll(log, updated("1").version(1), updated("2").version(1));

        log.append(updated("2").version(2).event(), LATER);

        assertThat(sequences(read(log, 0, LATER))).containsExactly(1L, 3L);
    }

    @Test
    void cannotDecideOnAnEventThatMayBeOlderThanOneItForgot() {
        SectionLog log = Logs.withLimits(10, 1, 1_000_000);
        appendAll(log, updated("1").version(5), updated("2").version(6));

        AppendOutcome outcome = append(log, updated("1").version(5));

        assertThat(outcome).isEqualTo(AppendOutcome.UNDECIDABLE);
        assertThat(log.horizon()).isEqualTo(3);
        assertThat(fetch(log, 2, 10, CONFLATE)).isEqualTo(Fetched.OutOfReach.INSTANCE);
        assertThat(read(log, 3).entries()).isEmpty();
    }

    @Test
    void takesWhatIsNewerThanEverythingItForgot() {
        SectionLog log = Logs.withLimits(10, 1, 1_000_000);
        appendAll(log, updated("1").version(5), updated("2").version(6));

        assertThat(append(log, updated("1").version(7))).isEqualTo(AppendOutcome.APPENDED);
        assertThat(append(log, updated("3"))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void forgetsAHoldThatLapsedAtNoCost() {
        SectionLog log = Logs.withWindow(1);
        appendAll(log, selecting("1").version(1), updated("2").version(1));

        log.append(updated("2").version(2).event(), LATER);

        assertThat(log.horizon()).isZero();
        assertThat(log.entities()).isEqualTo(1);
    }

    @Test
    void keepsAHoldThatLastsLongerThanTheRetention() {
        SectionLog log = Logs.withWindow(1);
        appendAll(
                log,
                selecting("1").version(1).expiringAt(LATER.plusSeconds(60)),
                updated("2").version(1));

        log.append(updated("2").version(2).event(), LATER);

        assertThat(sequences(log.holdsAlive(LATER))).containsExactly(1L);
    }

    @Test
    void raisesTheHorizonForAHoldItHadToForget() {
        SectionLog log = Logs.withLimits(10, 1, 1_000_000);

        appendAll(log, selecting("1").version(1), updated("2").version(1));

        assertThat(log.holdsAlive(NOON)).isEmpty();
        assertThat(log.horizon()).isEqualTo(1);
    }

    private static long bytesOf(Fetched.Batch batch) {
        return batch.entries().stream()
                .mapToLong(entry -> entry.event().frame().size())
                .sum();
    }
}
