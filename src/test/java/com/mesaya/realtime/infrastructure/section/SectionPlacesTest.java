package com.mesaya.realtime.infrastructure.section;

import static com.mesaya.realtime.domain.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.OverflowPolicy;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

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
        Cursor start = section.subscribe(section.subscriber).start();
        section.tell(new SectionActor.MakeResumable(section.subscriber, TestSection.VERSIONS));
        section.tell(new SectionActor.Unsubscribe(section.subscriber));

        assertThat(section.resume(section.subscriber, start)).contains(TestSection.VERSIONS);
    }

    @Test
    void refusesAPlaceThatNobodyHad() {
        Cursor start = section.subscribe(section.subscriber).start();

        assertThat(section.resume(section.subscriber, start)).isEmpty();
    }

    @Test
    void refusesAPlaceThatWasGivenUpTooLongAgo() {
        Cursor start = section.subscribe(section.subscriber).start();
        section.tell(new SectionActor.MakeResumable(section.subscriber, TestSection.VERSIONS));
        section.tell(new SectionActor.Unsubscribe(section.subscriber));
        section.subscribe(UUID.randomUUID());

        section.pass(TestSection.RESUME_MAX_AGE.plus(TestSection.MOMENT));

        assertThat(section.resume(section.subscriber, start)).isEmpty();
    }

    @Test
    void refusesAPlaceOfAnotherEpoch() {
        Cursor before = section.subscribe(section.subscriber).start();
        section.fail();
        section.tell(new SectionActor.MakeResumable(section.subscriber, TestSection.VERSIONS));

        assertThat(section.resume(section.subscriber, before)).isEmpty();
    }

    @Test
    void countsWhatWasMissedWhileAwayAsNoLag() {
        var section = new TestSection(TEST_KIT, OverflowPolicy.DISCONNECT);
        Cursor start = section.subscribe(section.subscriber).start();
        section.tell(new SectionActor.MakeResumable(section.subscriber, TestSection.VERSIONS));
        section.append(updated("1").version(1));
        section.append(updated("2").version(1));
        section.append(updated("3").version(1));

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
        Cursor start = section.subscribe(section.subscriber).start();
        section.tell(new SectionActor.MakeResumable(section.subscriber, TestSection.VERSIONS));
        section.append(Events.of("section", Events.SECTION.value(), "deleted", EventNature.DELETION));

        assertThat(section.resume(section.subscriber, start)).isEmpty();
    }

    @Test
    void takesNoNoticeOfADeletionThatIsStale() {
        String id = Events.SECTION.value();
        Cursor start = section.subscribe(section.subscriber).start();
        section.tell(new SectionActor.MakeResumable(section.subscriber, TestSection.VERSIONS));
        section.append(Events.of("section", id, "updated", EventNature.STATE).version(2));
        section.append(Events.of("section", id, "deleted", EventNature.DELETION).version(1));

        assertThat(section.resume(section.subscriber, start)).isPresent();
    }

    @Test
    void remembersOnlySoManyPlaces() {
        Cursor start = section.subscribe(section.subscriber).start();
        section.tell(new SectionActor.MakeResumable(section.subscriber, TestSection.VERSIONS));
        for (int i = 0; i < TestSection.MAX_RESUMABLE; i++) {
            section.tell(new SectionActor.MakeResumable(UUID.randomUUID(), TestSection.VERSIONS));
        }

        assertThat(section.resume(section.subscriber, start)).isEmpty();
    }
}
