package com.mesaya.realtime.infrastructure.section.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SectionFollowerTest {

    private static final ActorTestKit TEST_KIT = TestSection.testKit("pekko.actor.serialize-messages = off");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Cursor START = new Cursor(7, 10);

    private final TestProbe<SectionProtocol.Command> section = TEST_KIT.createTestProbe();
    private final Queue<Fetched> received = new ConcurrentLinkedQueue<>();
    private final ActorRef<SectionFollower.Command> follower =
            TEST_KIT.spawn(SectionFollower.create(section.ref(), PATIENCE, received::add));

    @AfterAll
    static void shutDown() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void asksOnceForSeveralBatches() {
        ActorRef<Fetched> feed = request(START, 2).replyTo();
        answer(feed, 11);
        follower.tell(new SectionFollower.Request(START.at(11), 2));
        answer(feed, 12);
        follower.tell(new SectionFollower.Request(START.at(12), 2));

        assertThat(expectFetch().cursor()).isEqualTo(START.at(12));
        assertThat(received).hasSize(2);
    }

    @Test
    void asksForNothingThatHasArrived() {
        ActorRef<Fetched> feed = request(START, 2).replyTo();
        answer(feed, 11);
        answer(feed, 12);

        follower.tell(new SectionFollower.Request(START.at(11), 2));
        follower.tell(new SectionFollower.Request(START.at(12), 2));

        assertThat(expectFetch().cursor()).isEqualTo(START.at(12));
    }

    @Test
    void asksAgainForALostBatch() {
        ActorRef<Fetched> feed = request(START, 3).replyTo();
        answer(feed, 11);
        answer(feed, 13);

        SectionProtocol.Fetch again = expectFetch();

        assertThat(again.cursor()).isEqualTo(START.at(11));
        assertThat(again.batches()).isEqualTo(3);
        assertThat(received).hasSize(1);
    }

    @Test
    void sendsAnOpenRequestAgain() {
        ActorRef<Fetched> feed = request(START, 3).replyTo();
        answer(feed, 11);
        follower.tell(SectionFollower.Resend.INSTANCE);
        assertThat(expectFetch().cursor()).isEqualTo(START.at(11));

        ManualTime.get(TEST_KIT.system()).timePasses(PATIENCE.multipliedBy(2));

        assertThat(expectFetch().cursor()).isEqualTo(START.at(11));
    }

    @Test
    void tellsTheSectionThatItEnds() {
        ActorRef<Fetched> feed = request(START, 1).replyTo();
        answer(feed, 11);

        follower.tell(SectionFollower.Close.INSTANCE);

        assertThat(section.expectMessageClass(SectionProtocol.Unfollow.class).reader())
                .isEqualTo(feed);
        section.expectTerminated(follower);
    }

    private SectionProtocol.Fetch request(Cursor from, int batches) {
        follower.tell(new SectionFollower.Request(from, batches));
        SectionProtocol.Fetch fetch = expectFetch();
        assertThat(fetch.cursor()).isEqualTo(from);
        assertThat(fetch.batches()).isEqualTo(batches);
        return fetch;
    }

    private SectionProtocol.Fetch expectFetch() {
        return section.expectMessageClass(SectionProtocol.Fetch.class);
    }

    /** Answers with the entry of this sequence, the newest one. */
    private static void answer(ActorRef<Fetched> feed, long sequence) {
        feed.tell(new Fetched.Batch(sequence - 1, List.of(), START.at(sequence), 0, 0, sequence));
    }
}
