package com.mesaya.realtime.domain.log;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.domain.Events.deleted;
import static com.mesaya.realtime.domain.Events.updated;
import static com.mesaya.realtime.domain.log.Logs.appendAll;
import static com.mesaya.realtime.domain.log.Logs.fetch;
import static com.mesaya.realtime.domain.log.Logs.read;
import static com.mesaya.realtime.domain.log.Logs.sequences;
import static com.mesaya.realtime.domain.log.OverflowPolicy.CONFLATE;
import static com.mesaya.realtime.domain.log.OverflowPolicy.DISCONNECT;
import static com.mesaya.realtime.domain.log.OverflowPolicy.DROP_OLDEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SectionLogFetchTest {

    private final SectionLog log = Logs.withWindow(10);

    @Test
    void answersWhatIsAfterTheCursorInOrder() {
        appendAll(
                log,
                updated("1").version(1),
                updated("1").version(2),
                updated("2").version(1));

        Fetched.Batch batch = read(log, 1);

        assertThat(sequences(batch)).containsExactly(2L, 3L);
        assertThat(batch.next()).isEqualTo(Logs.at(3));
        assertThat(batch.conflated()).isZero();
        assertThat(batch.missed()).isZero();
    }

    @Test
    void answersNothingAtTheHead() {
        appendAll(log, updated("1").version(1));

        assertThat(read(log, 1)).isEqualTo(Fetched.Batch.nothing(Logs.at(1)));
    }

    @Test
    void answersTheSameWhenAskedAgain() {
        appendAll(log, updated("1").version(1), updated("2").version(1));

        assertThat(read(log, 0)).isEqualTo(read(log, 0));
    }

    @Test
    void cannotReachTheCursorOfAnotherEpoch() {
        var elsewhere = new Cursor(Logs.EPOCH + 1, 0);

        assertThat(log.fetch(elsewhere, 10, CONFLATE, Logs.ANY_SIZE, NOON)).isEqualTo(Fetched.OutOfReach.INSTANCE);
    }

    @Test
    void cannotReachACursorBeyondItsHead() {
        appendAll(log, updated("1").version(1));

        assertThat(fetch(log, 2, 10, CONFLATE)).isEqualTo(Fetched.OutOfReach.INSTANCE);
    }

    @ParameterizedTest
    @EnumSource
    void tellsEveryEventToAReaderWithinItsBound(OverflowPolicy policy) {
        appendAll(
                log,
                updated("1").version(1),
                updated("1").version(2),
                updated("1").version(3));

        assertThat(sequences(fetch(log, 1, 2, policy))).containsExactly(2L, 3L);
    }

    @Test
    void conflatesForAReaderBehindItsBound() {
        appendAll(
                log,
                updated("1").version(1),
                updated("2").version(1),
                updated("1").version(2));

        var batch = (Fetched.Batch) fetch(log, 0, 2, CONFLATE);

        assertThat(sequences(batch)).containsExactly(2L, 3L);
        assertThat(batch.conflated()).isEqualTo(1);
        assertThat(batch.missed()).isZero();
        assertThat(batch.next()).isEqualTo(log.head());
    }

    @Test
    void conflatesADeletionToTheDeletion() {
        appendAll(
                log,
                updated("1").version(1),
                updated("1").version(2),
                deleted("1").version(2));

        assertThat(sequences(fetch(log, 0, 1, CONFLATE))).containsExactly(3L);
    }

    @Test
    void dropsTheOldestAndSaysHowMany() {
        appendAll(
                log,
                updated("1").version(1),
                updated("2").version(1),
                updated("1").version(2));

        var batch = (Fetched.Batch) fetch(log, 0, 2, DROP_OLDEST);

        assertThat(sequences(batch)).containsExactly(2L, 3L);
        assertThat(batch.missed()).isEqualTo(1);
        assertThat(batch.conflated()).isZero();
    }

    @Test
    void dropsWhatHasLeftTheWindowWhateverTheBound() {
        SectionLog small = Logs.withWindow(2);
        appendAll(
                small,
                updated("1").version(1),
                updated("2").version(1),
                updated("3").version(1));

        var batch = (Fetched.Batch) fetch(small, 0, 5, DROP_OLDEST);

        assertThat(sequences(batch)).containsExactly(2L, 3L);
        assertThat(batch.missed()).isEqualTo(1);
    }

    @Test
    void disconnectsAReaderBehindItsBound() {
        appendAll(log, updated("1").version(1), updated("1").version(2));

        assertThat(fetch(log, 0, 1, DISCONNECT)).isEqualTo(Fetched.Overflowed.INSTANCE);
    }

    @Test
    void limitsABatchByEventsAndGoesOnWhereItEnded() {
        appendAll(
                log,
                updated("1").version(1),
                updated("2").version(1),
                updated("3").version(1));
        var two = new BatchLimits(2, 1_000_000);

        var first = (Fetched.Batch) log.fetch(Logs.at(0), 10, CONFLATE, two, NOON);
        var second = (Fetched.Batch) log.fetch(first.next(), 10, CONFLATE, two, NOON);

        assertThat(sequences(first)).containsExactly(1L, 2L);
        assertThat(first.next()).isEqualTo(Logs.at(2));
        assertThat(sequences(second)).containsExactly(3L);
    }

    @Test
    void limitsABatchByBytes() {
        appendAll(
                log,
                updated("1").version(1),
                updated("2").version(1),
                updated("3").version(1));
        int oneFrame = updated("1").version(1).event().frame().size();

        Fetched batch = log.fetch(Logs.at(0), 10, CONFLATE, new BatchLimits(10, 2L * oneFrame), NOON);

        assertThat(sequences(batch)).containsExactly(1L, 2L);
    }

    @Test
    void answersAtLeastOneEventHoweverLarge() {
        appendAll(log, updated("1").version(1), updated("2").version(1));

        Fetched batch = log.fetch(Logs.at(0), 10, CONFLATE, new BatchLimits(10, 1), NOON);

        assertThat(sequences(batch)).containsExactly(1L);
    }

    @Test
    void countsWhatItConflatedAcrossBatches() {
        appendAll(
                log,
                updated("1").version(1),
                updated("1").version(2),
                updated("2").version(1),
                updated("2").version(2));
        var one = new BatchLimits(1, 1_000_000);

        var first = (Fetched.Batch) log.fetch(Logs.at(0), 1, CONFLATE, one, NOON);
        var second = (Fetched.Batch) log.fetch(first.next(), 1, CONFLATE, one, NOON);

        assertThat(sequences(first)).containsExactly(2L);
        assertThat(sequences(second)).containsExactly(4L);
        assertThat(first.conflated() + second.conflated()).isEqualTo(2);
    }
}
