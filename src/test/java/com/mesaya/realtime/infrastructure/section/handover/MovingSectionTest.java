package com.mesaya.realtime.infrastructure.section.handover;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.domain.Events.SECTION;
import static com.mesaya.realtime.domain.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.ShownEntity;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.section.actor.Appends;
import com.mesaya.realtime.infrastructure.section.actor.SectionActor;
import com.mesaya.realtime.infrastructure.section.actor.SectionCensus;
import com.mesaya.realtime.infrastructure.section.actor.SectionNode;
import com.mesaya.realtime.infrastructure.section.actor.SilentDirectory;
import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a section goes on in another incarnation, and when it begins anew. */
class MovingSectionTest {

    private static final int THREE_PARTS_BYTES = 600 * 1024;
    private static final Duration PATIENCE = TestSection.HANDOVER.patience();
    private static final long DIRECTORY = 9;
    private static final Duration LOOK = Duration.ofMillis(100);

    private final SilentDirectory directory = new SilentDirectory();
    private final ActorTestKit testKit = TestSection.testKit("");
    private final ManualTime time = ManualTime.get(testKit.system());
    private final MemoryHandover network = new MemoryHandover(THREE_PARTS_BYTES);
    private volatile Instant now = Instant.EPOCH;
    private final TestProbe<ClusterSharding.ShardCommand> shard = testKit.createTestProbe();
    private final TestProbe<SectionProtocol.Subscribed> places = testKit.createTestProbe();
    private final TestProbe<SectionProtocol.Appended> outcomes = testKit.createTestProbe();
    private final TestProbe<Fetched> answers = testKit.createTestProbe();

    @AfterEach
    void end() {
        testKit.shutdownTestKit();
    }

    @Test
    void goesOnWhereItWas() {
        network.add(keeper(10_000_000));
        ActorRef<SectionProtocol.Command> before = section();
        Cursor start = subscribe(before);
        append(before, "1");
        stop(before);

        ActorRef<SectionProtocol.Command> after = section();
        append(after, "2");

        after.tell(new SectionProtocol.Fetch(start, false, answers.ref()));
        assertThat(answers.expectMessageClass(Fetched.Batch.class).entries())
                .extracting(entry -> entry.event().entity().id())
                .containsExactly("1", "2");
        assertThat(network.writtenBytes).hasValue(THREE_PARTS_BYTES);
    }

    @Test
    void tellsTheDirectoryFromItsNewPlaceWhatItShows() {
        network.add(keeper(10_000_000));
        ActorRef<SectionProtocol.Command> before = section();
        subscribe(before);
        append(before, "1");
        stop(before);
        directory.registered.clear();

        append(section(), "2");

        DirectoryProtocol.Register all = directory.registered.element();
        assertThat(all.age()).isNull();
        assertThat(all.entities())
                .containsExactly(new ShownEntity(new EntityKey("table", "1"), NOON.plusMillis(1), NOON.plusMillis(1)));
    }

    @Test
    void waitsForTheKeeperOfANodeThatIsNotKnownHereYet() {
        Cursor start = leave();
        network.known.clear();

        ActorRef<SectionProtocol.Command> after = section();
        after.tell(new SectionProtocol.Subscribe(UUID.randomUUID(), places.ref()));
        time.expectNoMessageFor(PATIENCE.dividedBy(2), places);
        network.known.addAll(network.needed);
        time.timePasses(LOOK);

        assertThat(places.receiveMessage().start()).isEqualTo(start);
    }

    @Test
    void beginsAnewIfAKeeperDoesNotAnswerInTime() {
        Cursor start = leave();
        network.known.clear();
        TestProbe<StateKeeper.Command> silent = testKit.createTestProbe();
        network.add(silent.ref());

        ActorRef<SectionProtocol.Command> after = section();
        after.tell(new SectionProtocol.Subscribe(UUID.randomUUID(), places.ref()));
        time.timePasses(PATIENCE);

        assertThat(places.receiveMessage().start().epoch()).isNotEqualTo(start.epoch());
        silent.expectMessageClass(StateKeeper.Take.class);
        time.timePasses(TestSection.HANDOVER.retention().dividedBy(60));
        silent.expectMessage(new StateKeeper.Forget("section/" + SECTION.value()));
    }

    @Test
    void beginsAnewIfItsStateCannotBeRead() {
        network.isReadable = false;
        Cursor start = leave();

        assertThat(subscribe(section()).epoch()).isNotEqualTo(start.epoch());
    }

    @Test
    void endsWithoutAKeeperThatHasNoRoomAndBeginsAnew() {
        network.add(keeper(THREE_PARTS_BYTES - 1));
        ActorRef<SectionProtocol.Command> before = section();
        Cursor start = subscribe(before);
        before.tell(SectionProtocol.Stop.INSTANCE);
        TestProbe<Object> watch = testKit.createTestProbe();
        time.timePasses(PATIENCE);
        watch.expectTerminated(before);

        assertThat(subscribe(section()).epoch()).isNotEqualTo(start.epoch());
        assertThat(network.writtenBytes).hasValue(THREE_PARTS_BYTES);
    }

    @Test
    void handsOnWhatItHasTakenIfItIsToMoveAgainBeforeItHasBegun() {
        ActorRef<StateKeeper.Command> keeper = keeper(10_000_000);
        network.add(keeper);
        ActorRef<SectionProtocol.Command> first = section();
        append(first, "1");
        Cursor start = subscribe(first);
        stop(first);
        TestProbe<StateKeeper.Command> slow = testKit.createTestProbe();
        network.add(slow.ref());
        ActorRef<SectionProtocol.Command> second = section();
        slow.expectMessageClass(StateKeeper.Take.class);
        second.tell(SectionProtocol.Stop.INSTANCE);
        network.known.remove(slow.ref());
        network.needed.remove(slow.ref());
        time.timePasses(LOOK);
        testKit.createTestProbe().expectTerminated(second);

        assertThat(subscribe(section())).isEqualTo(start);
    }

    @Test
    void aDepositIsForgottenAfterAWhile() {
        Cursor start = leave();

        now = now.plus(TestSection.HANDOVER.retention().multipliedBy(2));
        time.timePasses(TestSection.HANDOVER.retention());

        assertThat(subscribe(section()).epoch()).isNotEqualTo(start.epoch());
    }

    /** A section that somebody has joined leaves its state with a keeper; the place that was given. */
    private Cursor leave() {
        network.add(keeper(10_000_000));
        ActorRef<SectionProtocol.Command> section = section();
        Cursor start = subscribe(section);
        stop(section);
        return start;
    }

    private ActorRef<StateKeeper.Command> keeper(long maxBytes) {
        InstantSource clock = () -> now;
        return testKit.spawn(StateKeeper.create(
                new StateKeeper.Limits(maxBytes, TestSection.HANDOVER.retention()), clock, all -> {}));
    }

    private ActorRef<SectionProtocol.Command> section() {
        var node = new SectionNode(
                TestSection.settings(OverflowPolicy.CONFLATE),
                section -> testKit.system().ignoreRef(),
                network,
                directory,
                new SectionCensus(new PrometheusMonitor()),
                InstantSource.system());
        return testKit.spawn(SectionActor.create(SECTION, shard.ref(), node));
    }

    private void append(ActorRef<SectionProtocol.Command> section, String table) {
        section.tell(Appends.of(
                new SectionProtocol.Incoming(updated(table).version(1).event(), false, DIRECTORY), outcomes.ref()));
        outcomes.receiveMessage();
    }

    private Cursor subscribe(ActorRef<SectionProtocol.Command> section) {
        section.tell(new SectionProtocol.Subscribe(UUID.randomUUID(), places.ref()));
        return places.receiveMessage().start();
    }

    private void stop(ActorRef<SectionProtocol.Command> section) {
        section.tell(SectionProtocol.Stop.INSTANCE);
        testKit.createTestProbe().expectTerminated(section);
    }
}
