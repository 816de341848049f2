package com.mesaya.realtime.infrastructure.section.message;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.domain.Events.selecting;
import static com.mesaya.realtime.domain.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.domain.log.ResumePoint;
import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** When a section asks to be stopped, and when it mustn't. */
class SectionEndTest {

    private static final ActorTestKit TEST_KIT = TestSection.testKit();

    private final TestSection section = new TestSection(TEST_KIT, OverflowPolicy.CONFLATE);

    @AfterAll
    static void shutDown() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void endsAtOnceIfNothingHasHappenedHereAndNobodyWatches() {
        section.subscribe(section.subscriber);
        section.shard.expectNoMessage();

        section.tell(new SectionProtocol.Unsubscribe(section.subscriber, false));

        section.shard.expectMessage(new ClusterSharding.Passivate<>(section.actor));
    }

    @Test
    void waitsForOtherViewersAfterTheLastOneHasLeft() {
        Cursor start = section.subscribe(section.subscriber).start();
        section.tell(new SectionProtocol.Fetch(start, true, 2, section.answers.ref()));
        section.tell(new SectionProtocol.Unfollow(section.answers.ref()));
        section.tell(new SectionProtocol.Unsubscribe(section.subscriber, false));
        section.shard.expectNoMessage();

        section.pass(TestSection.LINGER.dividedBy(4));

        section.shard.expectMessage(new ClusterSharding.Passivate<>(section.actor));
    }

    @Test
    void endsAtOnceIfAReaderLeavesThatItDoesNotKnow() {
        section.tell(new SectionProtocol.Unfollow(section.answers.ref()));

        section.shard.expectMessage(new ClusterSharding.Passivate<>(section.actor));
    }

    @Test
    void leavesSubscriptionsToItsNextIncarnationWhileItEnds() {
        section.subscribe(section.subscriber);
        section.tell(new SectionProtocol.Unsubscribe(section.subscriber, false));
        TestProbe<SectionProtocol.Subscribed> subscribed = TEST_KIT.createTestProbe();
        TestProbe<SectionProtocol.Resumed> resumed = TEST_KIT.createTestProbe();
        var subscribe = new SectionProtocol.Subscribe(UUID.randomUUID(), subscribed.ref());
        var resume = new SectionProtocol.Resume(
                section.subscriber, new ResumePoint(section.subscriber, new Cursor(1, 1)), resumed.ref());

        section.tell(subscribe);
        section.tell(resume);

        section.nextIncarnation.expectMessage(subscribe);
        section.nextIncarnation.expectMessage(resume);
        subscribed.expectNoMessage();
        resumed.expectNoMessage();
    }

    @Test
    void endsWhenNobodyHasWatchedItForItsLinger() {
        section.append(updated("1").version(1));
        section.subscribe(section.subscriber);
        section.tell(new SectionProtocol.Unsubscribe(section.subscriber, false));

        section.pass(TestSection.LINGER);
        section.shard.expectNoMessage();
        section.pass(TestSection.LINGER);

        section.shard.expectMessage(new ClusterSharding.Passivate<>(section.actor));
    }

    @Test
    void staysAsLongAsSomeoneIsThere() {
        section.subscribe(section.subscriber);

        for (int i = 0; i < 6; i++) {
            section.tell(new SectionProtocol.Renew(Set.of(section.subscriber), Map.of()));
            section.pass(TestSection.LEASE.dividedBy(2));
        }

        section.shard.expectNoMessage();
    }

    @Test
    void staysAsLongAsSomeoneMayComeBack() {
        section.join(section.subscriber);
        section.tell(new SectionProtocol.Unsubscribe(section.subscriber, false));

        section.pass(TestSection.RESUME_MAX_AGE);
        section.shard.expectNoMessage();
        section.pass(TestSection.LINGER);

        section.shard.expectMessage(new ClusterSharding.Passivate<>(section.actor));
    }

    @Test
    void staysAsLongAsATableIsHeld() {
        section.append(selecting("1").version(1).expiringAt(NOON.plus(TestSection.LINGER.multipliedBy(3))));

        section.pass(TestSection.LINGER.multipliedBy(2));
        section.shard.expectNoMessage();
        section.pass(TestSection.LINGER.multipliedBy(2));

        section.shard.expectMessage(new ClusterSharding.Passivate<>(section.actor));
    }

    @Test
    void endsEvenIfItsSubscribersWereLost() {
        section.tell(
                new SectionProtocol.Fetch(section.subscribe(section.subscriber).start(), false, section.answers.ref()));

        section.pass(TestSection.LEASE.plus(TestSection.LINGER));

        section.shard.expectMessage(new ClusterSharding.Passivate<>(section.actor));
    }

    @Test
    void endsEvenIfASubscriberOfItsFormerLifeWasLost() {
        section.subscribe(section.subscriber);
        section.fail();
        section.show(section.subscriber, TestSection.VERSIONS);
        assertThat(section.shown.receiveMessage().complete()).isFalse();
        section.join(UUID.randomUUID());

        section.pass(TestSection.LEASE.plus(TestSection.LINGER));
        section.pass(TestSection.RESUME_MAX_AGE.plus(TestSection.LINGER));

        section.shard.expectMessage(new ClusterSharding.Passivate<>(section.actor));
    }
}
