package com.mesaya.realtime.infrastructure.section.actor;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.domain.Events.deleted;
import static com.mesaya.realtime.domain.Events.selecting;
import static com.mesaya.realtime.domain.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a section takes and tells, and what it does about a failure. */
class SectionActorTest {

    private static final ActorTestKit TEST_KIT = TestSection.testKit();

    private final TestSection section = new TestSection(TEST_KIT, OverflowPolicy.CONFLATE);

    @AfterAll
    static void shutDown() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void answersAFetchThatWaitsAsSoonAsAnEventComes() {
        Cursor start = section.subscribe(section.subscriber).start();
        section.tell(new SectionProtocol.Fetch(start, false, section.answers.ref()));

        section.append(updated("1").version(1));

        Fetched.Batch batch = section.answers.expectMessageClass(Fetched.Batch.class);
        assertThat(batch.entries()).hasSize(1);
        assertThat(batch.next()).isEqualTo(start.at(1));
    }

    @Test
    void answersAFetchAsOftenAsItAsksFor() {
        Cursor start = section.subscribe(section.subscriber).start();
        section.append(updated("1").version(1));
        section.tell(new SectionProtocol.Fetch(start, true, 3, section.answers.ref()));

        section.append(updated("1").version(2));
        section.append(updated("1").version(3));
        section.append(updated("1").version(4));

        for (int batch = 1; batch <= 3; batch++) {
            Fetched.Batch answer = section.answers.expectMessageClass(Fetched.Batch.class);
            assertThat(answer.after()).isEqualTo(batch - 1);
            assertThat(answer.next()).isEqualTo(start.at(batch));
        }
        section.answers.expectNoMessage(TestSection.MOMENT);
    }

    @Test
    void answersAFetchOnceMoreOnlyAfterTheHead() {
        Cursor start = section.subscribe(section.subscriber).start();
        for (int event = 1; event <= 11; event++) {
            section.append(updated(String.valueOf(event)).version(1));
        }
        section.tell(new SectionProtocol.Fetch(start.at(0), true, 3, section.answers.ref()));

        section.append(updated("1").version(2));

        Fetched.Batch answer = section.answers.expectMessageClass(Fetched.Batch.class);
        assertThat(answer.entries()).as("a whole batch").hasSize(10);
        assertThat(answer.reachesHead()).isFalse();
        section.answers.expectNoMessage(TestSection.MOMENT);
    }

    @Test
    void sendsNothingToAReaderThatUnfollows() {
        Cursor start = section.subscribe(section.subscriber).start();
        section.tell(new SectionProtocol.Fetch(start, true, 3, section.answers.ref()));
        section.tell(new SectionProtocol.Unfollow(section.answers.ref()));

        section.append(updated("1").version(1));

        section.answers.expectNoMessage(TestSection.MOMENT);
    }

    @Test
    void answersAFetchAtOnceIfThereIsSomething() {
        Cursor start = section.subscribe(section.subscriber).start();
        section.append(updated("1").version(1));

        assertThat(section.fetch(start)).isInstanceOf(Fetched.Batch.class);
    }

    @Test
    void givesOneAnswerToAllWhoWaitAtTheSamePlace() {
        ActorTestKit node = TestSection.testKit("pekko.actor.serialize-messages = off");
        var section = new TestSection(node, OverflowPolicy.CONFLATE);
        TestProbe<Fetched> others = node.createTestProbe();
        Cursor start = section.subscribe(section.subscriber).start();
        section.tell(new SectionProtocol.Fetch(start, false, section.answers.ref()));
        section.tell(new SectionProtocol.Fetch(start, false, others.ref()));

        section.append(updated("1").version(1));

        assertThat(others.receiveMessage()).isSameAs(section.answers.receiveMessage());
        node.shutdownTestKit();
    }

    @Test
    void acknowledgesWhatItRefusesAndTellsNobodyOfIt() {
        Cursor start = section.subscribe(section.subscriber).start();
        section.append(updated("1").version(2));
        section.tell(new SectionProtocol.Fetch(start.at(1), false, section.answers.ref()));

        AppendOutcome stale = section.append(updated("1").version(1));
        section.append(updated("2").version(1));

        assertThat(stale).isEqualTo(AppendOutcome.STALE);
        assertThat(section.answers.expectMessageClass(Fetched.Batch.class).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.event().entity().id()).isEqualTo("2"));
    }

    @Test
    void tellsWhoeverSubscribesOfTheHoldsThatLast() {
        section.append(selecting("1").version(1));
        section.append(selecting("2").version(1).expiringAt(NOON.plusSeconds(1)));
        section.pass(Duration.ofSeconds(1));

        SectionProtocol.Subscribed subscribed = section.subscribe(section.subscriber);

        assertThat(subscribed.holds().stream().map(LogEntry::sequence)).containsExactly(1L);
        assertThat(subscribed.start().sequence()).isEqualTo(2);
    }

    @Test
    void tellsOfTheNewestHoldsIfThereAreMoreThanAMessageBetweenNodesTakes() {
        String large = "{\"id\":\"" + "x".repeat(400_000) + "\"}";
        List<LogEntry> holds = IntStream.rangeClosed(1, 5)
                .mapToObj(number -> new LogEntry(
                        number, selecting("t" + number).payload(large).event(), NOON))
                .toList();

        List<LogEntry> told =
                SectionProtocol.Subscribed.at(new Cursor(1, 5), holds).holds();

        assertThat(told.stream().map(LogEntry::sequence)).containsExactly(3L, 4L, 5L);
    }

    @Test
    void letsWhoWatchesComeBackIfEventsMayHaveBeenMissedAndKeepsWhatItKnows() {
        section.append(updated("1").version(2));
        Cursor start = section.subscribe(section.subscriber).start();
        section.tell(new SectionProtocol.Fetch(start, false, section.answers.ref()));

        section.tell(new SectionProtocol.BeginAnew(null, false));

        assertThat(section.answers.receiveMessage()).isEqualTo(Fetched.OutOfReach.INSTANCE);
        assertThat(section.append(updated("1").version(1))).isEqualTo(AppendOutcome.STALE);
    }

    @Test
    void takesRecordsOfATopicThatWasCreatedAnewThoughItHasSeenTheirOffsets() {
        Origin first = new Origin("mesa-ya.tables.updated", 0, 0, null);
        Origin other = new Origin("mesa-ya.tables.created", 0, 0, null);
        section.append(updated("1").version(1).from(first));
        section.append(updated("2").version(1).from(other));

        section.tell(new SectionProtocol.BeginAnew("mesa-ya.tables.updated", false));

        assertThat(section.append(updated("1").version(2).from(first))).isEqualTo(AppendOutcome.APPENDED);
        assertThat(section.append(updated("2").version(2).from(other))).isEqualTo(AppendOutcome.DUPLICATE);
    }

    @Test
    void goesOnIfItHasNotMovedAndOnlyThoseThatHaveAreToBeginAnew() {
        Cursor start = section.subscribe(section.subscriber).start();

        section.tell(new SectionProtocol.BeginAnew(null, true));

        assertThat(section.subscribe(section.subscriber).start()).isEqualTo(start);
    }

    @Test
    void hasANewEpochAfterAFailure() {
        Cursor before = section.subscribe(section.subscriber).start();

        section.fail();

        assertThat(section.subscribe(section.subscriber).start().epoch()).isNotEqualTo(before.epoch());
    }

    @Test
    void tellsWhoeverWaitsAtOnceThatItHasFailed() {
        section.tell(
                new SectionProtocol.Fetch(section.subscribe(section.subscriber).start(), false, section.answers.ref()));

        section.fail();

        section.answers.expectMessage(Fetched.OutOfReach.INSTANCE);
    }

    @Test
    void letsWhoeverWaitsAskAgainWhenItStops() {
        section.tell(
                new SectionProtocol.Fetch(section.subscribe(section.subscriber).start(), false, section.answers.ref()));

        section.tell(SectionProtocol.Stop.INSTANCE);

        assertThat(section.answers.expectMessageClass(Fetched.Batch.class).entries())
                .isEmpty();
    }

    @Test
    void isOutOfReachForACursorOfAnotherEpochEvenAtTheSameSequence() {
        Cursor before = section.subscribe(section.subscriber).start();

        section.fail();

        assertThat(section.fetch(before)).isEqualTo(Fetched.OutOfReach.INSTANCE);
    }

    @Test
    void takesEventsAgainAfterAFailure() {
        section.fail();

        assertThat(section.append(updated("1").version(1))).isEqualTo(AppendOutcome.APPENDED);
    }

    @ParameterizedTest
    @MethodSource
    void saysThatItFailedOverAnEventAndGoesOnWithANewLog(Throwable failure) {
        Cursor before = section.subscribe(section.subscriber).start();
        section.failNextWith(failure);

        SectionProtocol.Result result = section.answerTo(updated("1").version(1));

        assertThat(result.outcome()).isEmpty();
        assertThat(result.hidesEntity()).isFalse();
        assertThat(section.subscribe(section.subscriber).start().epoch()).isNotEqualTo(before.epoch());
        assertThat(section.append(updated("2").version(1))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void stopsWhenItFailsAtEachStart() {
        section.failForever();

        section.tell(new SectionProtocol.Unsubscribe(section.subscriber, false));

        section.shard.expectTerminated(section.actor);
    }

    @Test
    void isJoinedOnlyWhileAllBucketsAnswer() {
        var directory = new SilentDirectory();
        var watched = new TestSection(TEST_KIT, OverflowPolicy.CONFLATE, directory);
        TestProbe<SectionProtocol.Reached> joins = TEST_KIT.createTestProbe();
        TestProbe<SectionProtocol.Reached> resumes = TEST_KIT.createTestProbe();
        directory.awake = false;
        watched.tell(new SectionProtocol.Reach(true, joins.ref()));
        watched.tell(new SectionProtocol.Reach(false, resumes.ref()));
        resumes.receiveMessage();
        directory.awake = true;

        watched.tell(new SectionProtocol.Reach(true, joins.ref()));

        joins.receiveMessage();
        watched.subscribe(watched.subscriber);
        joins.expectNoMessage(Duration.ZERO);
    }

    @Test
    void saysThatItHidesAnEntityThatNoViewerShows() {
        assertThat(section.answerTo(updated("1").version(1)).hidesEntity()).isTrue();
    }

    static Stream<Throwable> saysThatItFailedOverAnEventAndGoesOnWithANewLog() {
        return Stream.of(new IllegalStateException("poison"), new StackOverflowError("poison"));
    }

    /** A known limit, the price of a log that lives in memory: see the finding about ghosts in the simulation. */
    @Test
    void aDeletionOfAnEntityThatItDoesNotShowKeepsOlderEventsOut() {
        section.appendIfShown(deleted("1").version(2));

        assertThat(section.append(updated("1").version(1))).isEqualTo(AppendOutcome.STALE);
        assertThat(section.append(updated("1").version(3))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void anUpdateOfAnEntityThatItDoesNotShowIsInNoLog() {
        assertThat(section.appendIfShown(updated("1").version(2))).isEqualTo(AppendOutcome.UNWATCHED);

        assertThat(section.append(updated("1").version(1))).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void doesNotKnowAfterAFailureWhatWasDeletedBefore() {
        section.append(deleted("1").version(2));

        section.fail();

        assertThat(section.append(updated("1").version(1))).isEqualTo(AppendOutcome.APPENDED);
    }
}
