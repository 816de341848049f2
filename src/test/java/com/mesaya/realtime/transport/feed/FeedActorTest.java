package com.mesaya.realtime.transport.feed;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.transport.feed.FeedEntries.entry;
import static com.mesaya.realtime.transport.feed.FeedEntries.ids;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.application.feed.FeedViewer.End;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.transport.compression.Compression;
import com.mesaya.realtime.transport.frame.CloseReason;
import com.mesaya.realtime.transport.frame.ConnectionStats;
import com.mesaya.realtime.transport.frame.SharedFrames;
import com.mesaya.realtime.transport.frame.WebSocketWire;
import com.mesaya.realtime.transport.frame.WireFormat;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A section's feed, which writes to sockets that are probes. */
class FeedActorTest {

    private static final Cursor START = new Cursor(1, 0);
    private static final ByteString PONG = ByteString.fromInts(0x8A, 0x02, 'h', 'i');
    private static final ByteString CLOSE = WireFormat.closeFrame(CloseReason.SERVER_STOPPING);
    private static final int BOUND = 2;

    private final ActorTestKit testKit = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local"));
    private final FakeSections sections = new FakeSections();
    private final Feeds feeds = new Feeds(testKit.system(), sections, BOUND, 1_000_000, Duration.ZERO);
    private final Heartbeat heartbeat = new Heartbeat(Duration.ofHours(10), Duration.ofHours(1));

    @AfterEach
    void endSystem() {
        testKit.shutdownTestKit();
    }

    @Test
    void writesWhatIsNewAndTellsTheSectionWhenTheSocketHasTakenIt() throws Exception {
        var viewer = new Watching();

        assertThat(sections.append(entry(1), entry(2))).isEqualTo(START);
        Tcp.Write write = viewer.write();
        assertThat(ids(write)).containsExactly("1", "2");
        assertThat(viewer.subscription.reached).isEmpty();
        viewer.take(write);

        await().untilAsserted(() -> assertThat(viewer.subscription.reached).containsExactly(2L));
        assertThat(sections.append(entry(3))).isEqualTo(START.at(2));
        assertThat(ids(viewer.write())).containsExactly("3");
    }

    @Test
    void writesNothingWhileAWriteIsUnderWayAndEverythingSinceInOneWrite() throws Exception {
        var viewer = new Watching();
        sections.append(entry(1));
        Tcp.Write first = viewer.write();

        sections.append(entry(2));
        sections.append(entry(3));
        settle(viewer);
        viewer.assertNoWrite();
        viewer.take(first);

        assertThat(ids(viewer.write())).containsExactly("2", "3");
        viewer.assertNoWrite();
    }

    @Test
    void writesNoEventTwiceForAnAcknowledgementThatComesTwice() throws Exception {
        var viewer = new Watching();
        sections.append(entry(1));
        Tcp.Write first = viewer.write();

        viewer.take(first);
        viewer.take(first);
        settle(viewer);
        viewer.assertNoWrite();
        sections.append(entry(2));

        assertThat(ids(viewer.write())).containsExactly("2");
        assertThat(viewer.subscription.reached).containsOnly(1L);
    }

    @Test
    void writesToOneViewerHoweverSlowAnotherIs() throws Exception {
        var slow = new Watching();
        var fast = new Watching();
        sections.append(entry(1));
        Tcp.Write shared = slow.write();
        Tcp.Write same = fast.write();
        assertThat(same.data()).isSameAs(shared.data());
        fast.take(same);

        sections.append(entry(2));

        assertThat(ids(fast.write())).containsExactly("2");
        slow.assertNoWrite();
    }

    @Test
    void writesControlFramesInTurnAndSaysWhenTheyAreTaken() throws Exception {
        var viewer = new Watching();
        TestProbe<Object> stage = testKit.createTestProbe();
        sections.append(entry(1));
        Tcp.Write event = viewer.write();

        viewer.connection.writeControl(PONG, false, Adapter.toClassic(stage.ref()));
        sections.append(entry(2));
        settle(viewer);
        viewer.assertNoWrite();
        viewer.take(event);
        Tcp.Write control = viewer.write();
        assertThat(control.data()).isEqualTo(PONG);
        settle(viewer);
        Adapter.toClassic(stage.ref()).tell("nothing before this", ActorRef.noSender());
        stage.expectMessage("nothing before this");
        viewer.take(control);

        stage.expectMessage(LiveMerge.Written.INSTANCE);
        assertThat(ids(viewer.write())).containsExactly("2");
    }

    @Test
    void writesAControlFrameAtOnceIfNothingIsUnderWay() {
        var viewer = new Watching();

        viewer.writesAPong();
    }

    @Test
    void writesNothingAfterTheLastControlFrame() throws Exception {
        var viewer = new Watching();
        TestProbe<Object> stage = testKit.createTestProbe();
        sections.append(entry(1));
        Tcp.Write event = viewer.write();
        sections.append(entry(2));

        viewer.connection.writeControl(CLOSE, true, Adapter.toClassic(stage.ref()));
        viewer.take(event);
        Tcp.Write last = viewer.write();
        assertThat(last.data()).isEqualTo(CLOSE);
        viewer.take(last);
        stage.expectMessage(LiveMerge.Written.INSTANCE);
        sections.append(entry(3));
        settle(viewer);

        viewer.assertNoWrite();
        assertThat(viewer.ends).isEmpty();
    }

    @Test
    void writesInSlicesOneAfterTheOther() throws Exception {
        var viewer = new Watching();
        String large = "\"" + "x".repeat(150_000) + "\"";
        LogEntry entry = new LogEntry(1, Events.updated("1").payload(large).event(), NOON);
        sections.append(entry);

        var slices = new ByteStringBuilder();
        for (int slice = 0; slice < 3; slice++) {
            Tcp.Write write = viewer.write();
            assertThat(write.data().size()).isLessThanOrEqualTo(LiveMerge.SLICE_BYTES);
            settle(viewer);
            viewer.assertNoWrite();
            assertThat(viewer.subscription.reached).isEmpty();
            slices.append(write.data());
            viewer.take(write);
        }

        assertThat(WireTexts.in(slices.result()))
                .containsExactly(
                        new String(entry.event().frame().withCursor(".1").bytes(), UTF_8));
        await().untilAsserted(() -> assertThat(viewer.subscription.reached).containsExactly(1L));
    }

    @Test
    void countsAViewerAsStalledAsLongAsItsSocketTakesNothing() throws Exception {
        var viewer = new Watching();
        sections.append(entry(1));
        Tcp.Write write = viewer.write();
        sections.append(entry(2));
        beatSome();
        assertThat(viewer.line.isStalled(Duration.ofSeconds(5))).isTrue();

        viewer.take(write);
        viewer.take(viewer.write());
        await().until(() -> viewer.subscription.reached.size() == 2);
        beatSome();

        assertThat(viewer.line.isStalled(Duration.ofSeconds(5))).isFalse();
    }

    @Test
    void countsWhatItDelivers() throws Exception {
        var viewer = new Watching();

        sections.answer(new Fetched.Batch(0, List.of(entry(2), entry(3)), START.at(3), 1, 0, 3));
        viewer.write();

        ConnectionStats.Sums sums = viewer.stats.sums(NOON);
        assertThat(sums.events()).isEqualTo(2);
        assertThat(sums.frames()).isEqualTo(2);
        assertThat(sums.conflated()).isEqualTo(1);
    }

    @Test
    void ignoresABatchThatBeginsLaterThanItsRingEnds() throws Exception {
        var viewer = new Watching();
        sections.listener().accept(new Fetched.Batch(1, List.of(entry(2)), START.at(2), 0, 0, 2));
        settle(viewer);
        viewer.assertNoWrite();

        sections.append(entry(1), entry(2));

        assertThat(ids(viewer.write())).containsExactly("1", "2");
    }

    @Test
    void endsViewersWhoseLogIsLost() throws Exception {
        var viewer = new Watching();
        var other = new Watching();

        sections.answer(Fetched.OutOfReach.INSTANCE);

        await().untilAsserted(() -> assertThat(viewer.ends).containsExactly(End.OUT_OF_REACH));
        await().untilAsserted(() -> assertThat(other.ends).containsExactly(End.OUT_OF_REACH));
    }

    @Test
    void endsAViewerThatIsTooFarBehindIfThatIsThePolicy() throws Exception {
        var viewer = fallBehind(Fetched.Overflowed.INSTANCE);

        await().untilAsserted(() -> assertThat(viewer.ends).containsExactly(End.OVERFLOWED));
        assertThat(viewer.subscription.asked).containsExactly(START.at(1));
        assertThat(viewer.subscription.reached).contains(1L);
    }

    @Test
    void writesAGapToAViewerThatIsTooFarBehindIfThatIsThePolicy() throws Exception {
        var viewer = fallBehind(new Fetched.Batch(1, List.of(entry(4)), START.at(4), 0, 2, 4));

        Tcp.Write write = viewer.write();

        assertThat(WireTexts.in(write.data()))
                .satisfiesExactly(
                        gap -> assertThat(gap)
                                .isEqualTo("{\"event\":\"section.gap\",\"payload\":{\"missed\":2},\"cursor\":\".3\"}"),
                        event -> assertThat(event).contains("\"id\":\"4\""));
        assertThat(viewer.stats.sums(NOON).dropped()).isEqualTo(2);
        viewer.take(write);
        sections.append(entry(5));
        assertThat(ids(viewer.write())).containsExactly("5");
    }

    @Test
    void endsAViewerOnceItHasBeenToldThatItsSectionIsDeleted() throws Exception {
        var viewer = new Watching();
        SectionEvent deletion = Events.of("section", Events.SECTION.value(), "deleted", EventNature.DELETION)
                .event();

        sections.append(new LogEntry(1, deletion, NOON), entry(2));
        Tcp.Write last = viewer.write();
        assertThat(WireTexts.in(last.data())).singleElement().asString().contains("section.deleted");
        assertThat(viewer.ends).isEmpty();
        viewer.take(last);

        await().untilAsserted(() -> assertThat(viewer.ends).containsExactly(End.SECTION_DELETED));
        settle(viewer);
        viewer.assertNoWrite();
    }

    @Test
    void letsGoOfAViewerThatLeavesAndStopsAfterTheLastOne() throws Exception {
        var one = new Watching();
        var other = new Watching();
        sections.append(entry(1));
        other.take(other.write());
        Tcp.Write underWay = one.write();

        one.leave();
        one.take(underWay);
        sections.append(entry(2));
        assertThat(ids(other.write())).containsExactly("2");
        one.assertNoWrite();
        assertThat(sections.followed()).isEqualTo(1);
        other.leave();

        await().until(() -> sections.followed() == 0);
        var next = new Watching();
        next.writesAPong();
    }

    @Test
    void goesOnAfterAControlFrameThatNobodyWaitsFor() throws Exception {
        var viewer = new Watching();
        viewer.connection.writeControl(PONG, false, null);
        viewer.take(viewer.write());

        sections.append(entry(1));

        assertThat(ids(viewer.write())).containsExactly("1");
    }

    @Test
    void followsASectionOnceForAllOfItsViewers() {
        new Watching().writesAPong();
        new Watching().writesAPong();

        assertThat(sections.followed()).isEqualTo(1);
    }

    @Test
    void endsTheConnectionsOfAFeedThatFails() throws Exception {
        var viewer = new Watching();
        TestProbe<Object> stage = testKit.createTestProbe();
        viewer.line.open(Adapter.toClassic(stage.ref()));

        viewer.breaks = true;

        sections.answer(Fetched.OutOfReach.INSTANCE);

        assertThat(stage.expectMessageClass(LiveMerge.Fail.class).reason()).hasMessage("The section's feed has failed");
        await().until(() -> sections.followed() == 0);
        viewer.leave();
        new Watching().writesAPong();
    }

    @Test
    void servesTheNextViewersAfterAFailure() throws Exception {
        var viewer = new Watching();
        TestProbe<Object> stage = testKit.createTestProbe();
        viewer.line.open(Adapter.toClassic(stage.ref()));
        viewer.breaks = true;
        sections.answer(Fetched.OutOfReach.INSTANCE);
        stage.expectMessageClass(LiveMerge.Fail.class);

        new Watching().writesAPong();
    }

    /** Gets one event, and takes so long for it that the feed has no longer kept the next. */
    private Watching fallBehind(Fetched answer) throws InterruptedException {
        var viewer = new Watching();
        viewer.subscription.answers.add(answer);
        sections.append(entry(1));
        Tcp.Write first = viewer.write();
        sections.append(entry(2), entry(3), entry(4));
        settle(viewer);
        viewer.take(first);
        return viewer;
    }

    private void beatSome() {
        for (int beat = 0; beat < 20; beat++) {
            heartbeat.beat();
        }
    }

    /** All that the feed was sent has arrived when what is sent now does. */
    private void settle(Watching viewer) {
        TestProbe<Object> socket = testKit.createTestProbe();
        LiveConnection last = new LiveConnection(
                new Line(heartbeat, () -> {}),
                viewer.membership,
                new FakeSubscription(START),
                Map.of(),
                0,
                new WebSocketWire(new SharedFrames.Form(false, false), Compression.NONE),
                viewer.stats,
                reason -> {});
        last.begin(Adapter.toClassic(socket.ref()));
        last.writeControl(PONG, false, null);
        socket.expectMessageClass(Tcp.Write.class);
        viewer.membership.tell(new FeedActor.Detach(last));
    }

    /** A viewer whose socket takes nothing unless it is told to. */
    private final class Watching {

        private final TestProbe<Object> socket = testKit.createTestProbe();
        private final Line line = new Line(heartbeat, () -> {});
        private final FakeSubscription subscription = new FakeSubscription(START);
        private final ConnectionStats stats = new ConnectionStats(new PrometheusMonitor(), NOON);
        private final Queue<End> ends = new ConcurrentLinkedQueue<>();
        private final Feeds.Membership membership = feeds.join(Events.SECTION);
        private final LiveConnection connection;
        private volatile boolean breaks;

        Watching() {
            connection = new LiveConnection(
                    line,
                    membership,
                    subscription,
                    Map.of(),
                    0,
                    new WebSocketWire(new SharedFrames.Form(true, false), Compression.NONE),
                    stats,
                    this::end);
            line.open(ActorRef.noSender());
            connection.begin(Adapter.toClassic(socket.ref()));
            settle(this);
        }

        private void end(End reason) {
            if (breaks) {
                throw new IllegalStateException("broken");
            }
            ends.add(reason);
        }

        Tcp.Write write() {
            return socket.expectMessageClass(Tcp.Write.class);
        }

        void take(Tcp.Write write) {
            membership.tell((FeedActor.Command) write.ack());
        }

        void assertNoWrite() {
            Adapter.toClassic(socket.ref()).tell("nothing before this", ActorRef.noSender());
            socket.expectMessage("nothing before this");
        }

        void writesAPong() {
            connection.writeControl(PONG, false, null);
            assertThat(write().data()).isEqualTo(PONG);
        }

        void leave() {
            connection.leave();
        }
    }
}
