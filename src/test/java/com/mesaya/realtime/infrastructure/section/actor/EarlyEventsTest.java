package com.mesaya.realtime.infrastructure.section.actor;

import static com.mesaya.realtime.domain.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events that reach a section before the directory has answered. */
class EarlyEventsTest {

    private static final ActorTestKit TEST_KIT = TestSection.testKit();
    private static final SectionEvent FIRST = updated("1").version(1).event();
    private static final SectionEvent SECOND = updated("1").version(2).event();
    private static final SectionEvent THIRD = updated("1").version(3).event();
    private static final Map<EntityKey, Instant> SNAPSHOT = Map.of(FIRST.entity(), FIRST.version());

    private final SilentDirectory directory = new SilentDirectory();
    private final TestSection section = new TestSection(TEST_KIT, OverflowPolicy.CONFLATE, directory);
    private final TestProbe<SectionProtocol.Appended> outcomes = TEST_KIT.createTestProbe();

    @AfterAll
    static void shutDown() {
        TEST_KIT.shutdownTestKit();
    }

    @BeforeEach
    void aViewerShowsTheTable() {
        Cursor start = section.subscribe(section.subscriber).start();
        section.show(section.subscriber, SNAPSHOT);
        // Once it answers, it has registered the table.
        assertThat(section.resume(section.subscriber, start)).isEmpty();
    }

    @Test
    void areAppendedIfAllViewersShowTheEntity() {
        acknowledge();

        assertThat(early(SECOND)).isEqualTo(AppendOutcome.APPENDED);
        assertThat(regular(SECOND)).isEqualTo(AppendOutcome.DUPLICATE);
    }

    @Test
    void waitUntilABucketHasAcknowledgedTheEntity() {
        assertThat(early(SECOND)).isEqualTo(AppendOutcome.UNWATCHED);
        assertThat(regular(SECOND)).isEqualTo(AppendOutcome.APPENDED);
    }

    @Test
    void waitIfAViewerDoesNotShowTheEntity() {
        acknowledge();
        join(Map.of());

        assertThat(early(SECOND)).isEqualTo(AppendOutcome.UNWATCHED);
    }

    @Test
    void waitWhileTheSnapshotOfAViewerIsStillToCome() {
        acknowledge();
        section.subscribe(UUID.randomUUID());

        assertThat(early(SECOND)).isEqualTo(AppendOutcome.UNWATCHED);
    }

    @Test
    void waitBehindAnEarlierEventThatWaits() {
        acknowledge();
        UUID joining = UUID.randomUUID();
        section.subscribe(joining);
        early(SECOND);
        section.show(joining, SNAPSHOT);
        section.shown.receiveMessage();

        assertThat(early(THIRD)).isEqualTo(AppendOutcome.UNWATCHED);

        assertThat(regular(SECOND)).isEqualTo(AppendOutcome.APPENDED);
        assertThat(early(THIRD)).isEqualTo(AppendOutcome.APPENDED);
    }

    private void acknowledge() {
        section.tell(directory.answer(true));
        assertThat(section.shown.receiveMessage().complete()).isTrue();
    }

    private void join(Map<EntityKey, Instant> snapshot) {
        UUID viewer = UUID.randomUUID();
        section.subscribe(viewer);
        section.show(viewer, snapshot);
        section.shown.receiveMessage();
    }

    private AppendOutcome early(SectionEvent event) {
        return outcome(SectionProtocol.Incoming.early(event));
    }

    private AppendOutcome regular(SectionEvent event) {
        return outcome(new SectionProtocol.Incoming(event, false, 1));
    }

    private AppendOutcome outcome(SectionProtocol.Incoming event) {
        section.tell(Appends.of(event, outcomes.ref()));
        return Appends.result(outcomes.receiveMessage()).outcome().orElseThrow();
    }
}
