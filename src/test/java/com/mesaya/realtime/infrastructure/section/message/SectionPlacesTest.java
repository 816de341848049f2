package com.mesaya.realtime.infrastructure.section.message;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.domain.Events.selecting;
import static com.mesaya.realtime.domain.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.section.actor.SilentDirectory;
import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import java.time.Instant;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may take up a place that another connection had. */
class SectionPlacesTest {

    private static final ActorTestKit TEST_KIT = TestSection.testKit();

    private final TestSection section = new TestSection(TEST_KIT, OverflowPolicy.CONFLATE);

    @AfterAll
    static void shutDown() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void givesAPlaceWithTheVersionsOfItsSnapshotToWhoeverComesBack() {
        Cursor start = section.join(section.subscriber);
        section.tell(new SectionProtocol.Unsubscribe(section.subscriber, false));

        assertThat(section.resume(section.subscriber, start)).contains(TestSection.VERSIONS);
    }

    @Test
    void refusesAPlaceThatNobodyHad() {
        Cursor start = section.subscribe(section.subscriber).start();

        assertThat(section.resume(section.subscriber, start)).isEmpty();
    }

    @Test
    void leavesNoPlaceToWhomItRefusesTheSnapshot() {
        section.subscribe(section.subscriber);
        section.fail();
        Cursor start = section.subscribe(UUID.randomUUID()).start();

        section.show(section.subscriber, TestSection.VERSIONS);

        assertThat(section.shown.receiveMessage().complete()).isFalse();
        assertThat(section.resume(section.subscriber, start)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void remembersThePlaceIfTheDirectoryHasMissedNothing(boolean complete) {
        var directory = new SilentDirectory();
        var section = new TestSection(TEST_KIT, OverflowPolicy.CONFLATE, directory);
        Cursor start = section.subscribe(section.subscriber).start();
        section.show(section.subscriber, TestSection.VERSIONS);
        assertThat(section.resume(section.subscriber, start)).isEmpty();

        section.tell(directory.answer(complete));

        assertThat(section.shown.receiveMessage().complete()).isEqualTo(complete);
        assertThat(section.resume(section.subscriber, start).isPresent()).isEqualTo(complete);
    }

    @Test
    void leavesNoPlaceToWhoIsGoneBeforeTheDirectoryAnswers() {
        var directory = new SilentDirectory();
        var section = new TestSection(TEST_KIT, OverflowPolicy.CONFLATE, directory);
        doesNotEnd(section);
        Cursor start = section.subscribe(section.subscriber).start();
        section.show(section.subscriber, TestSection.VERSIONS);
        section.tell(new SectionProtocol.Unsubscribe(section.subscriber, false));
        assertThat(section.resume(section.subscriber, start)).isEmpty();

        section.tell(directory.answer(true));

        assertThat(section.resume(section.subscriber, start)).isEmpty();
        section.shown.expectNoMessage();
    }

    @Test
    void leavesNoPlaceToWhoNeverHeardOfIt() {
        doesNotEnd(section);
        Cursor start = section.join(section.subscriber);

        section.tell(new SectionProtocol.Unsubscribe(section.subscriber, true));

        assertThat(section.resume(section.subscriber, start)).isEmpty();
    }

    @Test
    void refusesAPlaceThatWasGivenUpTooLongAgo() {
        doesNotEnd(section);
        Cursor start = section.join(section.subscriber);
        section.tell(new SectionProtocol.Unsubscribe(section.subscriber, false));
        section.subscribe(UUID.randomUUID());

        section.pass(TestSection.RESUME_MAX_AGE.plus(TestSection.MOMENT));

        assertThat(section.resume(section.subscriber, start)).isEmpty();
    }

    @Test
    void refusesAPlaceOfAnotherEpoch() {
        Cursor before = section.join(section.subscriber);
        section.fail();
        section.join(section.subscriber);

        assertThat(section.resume(section.subscriber, before)).isEmpty();
    }

    @Test
    void countsWhatWasMissedWhileAwayAsNoLag() {
        var section = new TestSection(TEST_KIT, OverflowPolicy.DISCONNECT);
        Cursor start = section.join(section.subscriber);
        section.append(updated("2").version(1));
        section.append(updated("3").version(1));
        section.append(updated("4").version(1));

        assertThat(section.resume(section.subscriber, start)).isPresent();
        assertThat(section.fetch(start, true)).isInstanceOfSatisfying(Fetched.Batch.class, batch -> {
            assertThat(batch.entries()).hasSize(3);
            assertThat(batch.head()).isEqualTo(3);
        });
    }

    @Test
    void countsWhatIsMissedLaterAsLag() {
        var section = new TestSection(TEST_KIT, OverflowPolicy.DISCONNECT);
        Cursor start = section.subscribe(section.subscriber).start();
        section.append(updated("1").version(1));
        Fetched.Batch joined = (Fetched.Batch) section.fetch(start, true);
        section.append(updated("2").version(1));
        section.append(updated("3").version(1));
        section.append(updated("4").version(1));

        assertThat(section.fetch(joined.next())).isEqualTo(Fetched.Overflowed.INSTANCE);
    }

    @Test
    void letsNobodyComeBackToADeletedSection() {
        Cursor start = section.join(section.subscriber);
        section.append(Events.of("section", Events.SECTION.value(), "deleted", EventNature.DELETION));

        assertThat(section.resume(section.subscriber, start)).isEmpty();
    }

    @Test
    void takesNoNoticeOfADeletionThatIsStale() {
        String id = Events.SECTION.value();
        Cursor start = section.join(section.subscriber);
        section.append(Events.of("section", id, "updated", EventNature.STATE).version(2));
        section.append(Events.of("section", id, "deleted", EventNature.DELETION).version(1));

        assertThat(section.resume(section.subscriber, start)).isPresent();
    }

    @Test
    void remembersOnlySoManyPlaces() {
        Cursor start = section.join(section.subscriber);
        for (int i = 0; i < TestSection.MAX_RESUMABLE; i++) {
            section.join(UUID.randomUUID());
        }

        assertThat(section.resume(section.subscriber, start)).isEmpty();
    }

    /** A table is held for longer than the test looks: a section that ends leaves the answer to its next incarnation. */
    private static void doesNotEnd(TestSection section) {
        Instant end = NOON.plus(TestSection.RESUME_MAX_AGE.multipliedBy(2));
        section.append(selecting("held").version(1).expiringAt(end));
    }
}
