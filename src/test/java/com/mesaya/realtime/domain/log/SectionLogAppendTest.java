package com.mesaya.realtime.domain.log;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.domain.Events.deleted;
import static com.mesaya.realtime.domain.Events.updated;
import static com.mesaya.realtime.domain.log.Logs.append;
import static com.mesaya.realtime.domain.log.Logs.appendAll;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Origin;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the log takes and what it refuses: contract, section 3. */
class SectionLogAppendTest {

    private static final Instant LATER = NOON.plusSeconds(70);

    private final SectionLog log = Logs.withWindow(10);

    @Test
    void numbersEventsFromOne() {
        appendAll(log, updated("1").version(1), updated("2").version(1));

        assertThat(log.head()).isEqualTo(Logs.at(2));
        assertThat(Logs.sequences(Logs.read(log, 0))).containsExactly(1L, 2L);
    }

    @Test
    void takesARecordOnce() {
        var origin = new Origin("mesa-ya.tables.updated", 1, 17, null);
        append(log, updated("1").version(1).from(origin));

        assertThat(append(log, updated("1").version(2).from(origin))).isEqualTo(AppendOutcome.DUPLICATE);
    }

    @Test
    void takesARecordThatWasOvertakenByALaterOneOfItsPartition() {
        append(log, updated("1").version(1).from(new Origin("t", 0, 18, null)));

        assertThat(append(log, updated("2").version(1).from(new Origin("t", 0, 17, null))))
                .isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void takesTheSameVersionWithTheSameBytesOnce() {
        append(log, updated("1").version(1).payload("{}"));

        assertThat(append(log, updated("1").version(1).payload("{}"))).isEqualTo(AppendOutcome.DUPLICATE);
    }

    @Test
    void takesTheSameChangeFromBothEnvelopesOnce() {
        append(log, updated("1").version(1).payload("{}"));

        assertThat(append(log, updated("1").action("status_changed").version(1).payload("{}")))
                .isEqualTo(AppendOutcome.DUPLICATE);
    }

    @Test
    void takesTheSameVersionWithDifferentBytesInTheOrderOfArrival() {
        append(log, updated("1").version(1).payload("{\"n\":1}"));

        assertThat(append(log, updated("1").version(1).payload("{\"n\":2}"))).isEqualTo(AppendOutcome.APPENDED);
        assertThat(Logs.sequences(Logs.read(log, 0))).containsExactly(1L, 2L);
    }

    @Test
    void refusesAnOlderVersionAsStale() {
        append(log, updated("1").version(5));

        assertThat(append(log, updated("1").version(4))).isEqualTo(AppendOutcome.STALE);
    }

    @Test
    void refusesAnOlderDeletionAsStale() {
        append(log, updated("1").version(5));

        assertThat(append(log, deleted("1").version(4))).isEqualTo(AppendOutcome.STALE);
    }

    @Test
    void comparesVersionsWithinAnEntityOnly() {
        append(log, updated("1").version(5));

        assertThat(append(log, updated("2").version(1))).isEqualTo(AppendOutcome.APPENDED);
        assertThat(append(
                        log,
                        Events.of("object", "1", "updated", EventNature.STATE).version(1)))
                .isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void neverFindsAnEventWithoutAVersionStale() {
        append(log, updated("1").version(5));

        assertThat(append(log, updated("1").payload("{}"))).isEqualTo(AppendOutcome.APPENDED);
        assertThat(append(log, updated("1").payload("{}"))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void remembersTheHighestVersionAcrossAnEventWithoutOne() {
        appendAll(log, updated("1").version(5), updated("1"));

        assertThat(append(log, updated("1").version(4))).isEqualTo(AppendOutcome.STALE);
        assertThat(append(log, updated("1").version(6))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void takesADeletionWithTheVersionAndTheBytesOfTheLastChange() {
        append(log, updated("1").version(5).payload("{}"));

        assertThat(append(log, deleted("1").version(5).payload("{}"))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void takesADeletionOnce() {
        appendAll(log, deleted("1").version(5).payload("{}"));

        assertThat(append(log, deleted("1").version(5).payload("{}"))).isEqualTo(AppendOutcome.DUPLICATE);
    }

    @Test
    void findsEverythingStaleThatIsNotNewerThanADeletion() {
        appendAll(log, deleted("1").version(5).payload("{}"));

        assertThat(append(log, updated("1").version(4))).isEqualTo(AppendOutcome.STALE);
        assertThat(append(log, updated("1").version(5).payload("{}"))).isEqualTo(AppendOutcome.STALE);
        assertThat(append(log, updated("1").version(5).payload("{\"n\":1}"))).isEqualTo(AppendOutcome.STALE);
        assertThat(append(log, deleted("1").version(5).payload("{\"n\":1}"))).isEqualTo(AppendOutcome.STALE);
    }

    @Test
    void takesWhatIsNewerThanADeletion() {
        appendAll(log, deleted("1").version(5));

        assertThat(append(log, updated("1").version(6))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void takesADeletionOfSomethingItNeverHeardOf() {
        assertThat(append(log, deleted("1").version(5))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void takesAnEntityThatHasAMemberNamedExpiresAt() {
        var table = updated("1").version(1).expiringAt(Events.NOON.minusSeconds(60));

        assertThat(append(log, table)).isEqualTo(AppendOutcome.APPENDED);
        assertThat(Logs.sequences(Logs.read(log, 0))).containsExactly(1L);
    }

    @Test
    void staysAsItWasWhenItRefuses() {
        append(log, updated("1").version(5));
        long bytes = log.bytes();

        append(log, updated("1").version(4));
        append(log, updated("1").version(5));

        assertThat(log.head()).isEqualTo(Logs.at(1));
        assertThat(log.size()).isEqualTo(1);
        assertThat(log.entities()).isEqualTo(1);
        assertThat(log.bytes()).isEqualTo(bytes);
    }

    /** Its deletion was handled by a node that died, and so did the log that knew it. */
    @Test
    void refusesTheStateOfAnEntityThatHadLeftBeforeTheSnapshotWasRead() {
        log.show(Map.of(new EntityKey("table", "1"), NOON.plusSeconds(60)));

        assertThat(appendLater(recordedAt(54, updated("2")))).isEqualTo(AppendOutcome.STALE);
        assertThat(appendLater(deleted("2").version(NOON.plusSeconds(54)))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void acceptsTheStateOfAnEntityThatMayHaveComeAfterTheSnapshotWasRead() {
        log.show(Map.of(new EntityKey("table", "1"), NOON.plusSeconds(60)));

        assertThat(appendLater(recordedAt(56, updated("2")))).isEqualTo(AppendOutcome.APPENDED);
        // Its transaction began before the snapshot was read, and ended after it.
        assertThat(appendLater(recordedAt(56, updated("3")).version(NOON))).isEqualTo(AppendOutcome.APPENDED);
        assertThat(appendLater(updated("4").version(NOON))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void learnsNothingFromAVersionInTheFuture() {
        log.show(Map.of(new EntityKey("table", "1"), LATER.plusSeconds(1)));

        assertThat(appendLater(recordedAt(54, updated("2")))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void acceptsOldStatesOfAKindThatNoSnapshotContains() {
        log.show(Map.of(new EntityKey("table", "1"), NOON.plusSeconds(60)));

        assertThat(appendLater(recordedAt(1, Events.of("waiter", "1", "updated", EventNature.STATE))))
                .isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void acceptsOldStatesOfAnEntityThatItKnows() {
        log.show(Map.of(new EntityKey("table", "1"), NOON.plusSeconds(10)));
        appendLater(recordedAt(12, updated("2")));
        appendLater(recordedAt(2, updated("1")).version(NOON.plusSeconds(11)));
        log.show(Map.of(new EntityKey("table", "3"), NOON.plusSeconds(60)));

        assertThat(appendLater(recordedAt(13, updated("2")))).isEqualTo(AppendOutcome.APPENDED);
        assertThat(appendLater(recordedAt(13, updated("1")))).isEqualTo(AppendOutcome.APPENDED);
    }

    private AppendOutcome appendLater(Events event) {
        return log.append(event.event(), LATER);
    }

    private static Events recordedAt(long second, Events event) {
        Instant time = NOON.plusSeconds(second);
        Origin its = event.origin();
        return event.version(time).from(new Origin(its.topic(), its.partition(), its.offset(), time));
    }
}
