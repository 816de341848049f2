package com.mesaya.realtime.transport.feed;

import static com.mesaya.realtime.domain.Events.NOON;
import static com.mesaya.realtime.transport.feed.FeedEntries.entry;
import static com.mesaya.realtime.transport.feed.FeedEntries.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.transport.compression.Compression;
import com.mesaya.realtime.transport.frame.ConnectionStats;
import com.mesaya.realtime.transport.frame.SharedFrames;
import com.mesaya.realtime.transport.frame.WebSocketWire;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A feed with many viewers, on a clock that the test moves. */
class FeedPausesOnAFeedTest {

    private static final Cursor START = new Cursor(1, 0);
    private static final int VIEWERS = 400;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final ByteString PONG = ByteString.fromInts(0x8A, 0x02, 'h', 'i');

    private final ActorTestKit testKit = ActorTestKit.create(
            ManualTime.config().withFallback(ConfigFactory.parseString("pekko.actor.provider = local")));
    private final ManualTime time = ManualTime.get(testKit.system());
    private final FakeSections sections = new FakeSections();
    private final Feeds feeds = new Feeds(testKit.system(), sections, 256, 1_000_000, Duration.ofMillis(100));
    private final Heartbeat heartbeat = new Heartbeat(Duration.ofHours(10), Duration.ofHours(1));
    private final TestProbe<Object> socket = testKit.createTestProbe();
    private final Feeds.Membership membership = feeds.join(Events.SECTION);
    private final LiveConnection watched = viewer(Adapter.toClassic(socket.ref()));

    @AfterEach
    void endSystem() {
        testKit.shutdownTestKit();
    }

    @Test
    void deliversTheFirstEventAtOnceAndThoseOfThePauseInOneWrite() throws Exception {
        comeInMasses();

        sections.append(entry(1));
        Tcp.Write first = socket.expectMessageClass(Tcp.Write.class);
        assertThat(ids(first)).containsExactly("1");
        accept(first);
        time.timePasses(PAUSE.minusMillis(1));
        settle();
        assertThat(sections.isAsked()).isFalse();

        time.timePasses(Duration.ofMillis(1));
        sections.append(entry(2), entry(3));

        assertThat(ids(socket.expectMessageClass(Tcp.Write.class))).containsExactly("2", "3");
    }

    @Test
    void requestsNothingAfterAPauseInWhichItsViewersHaveLeft() throws Exception {
        comeInMasses();
        sections.append(entry(1));
        accept(socket.expectMessageClass(Tcp.Write.class));
        settle();

        membership.leave();
        await().until(() -> sections.followed() == 0);
        time.timePasses(PAUSE);

        assertThat(sections.isAsked()).isFalse();
    }

    @Test
    void endsThePauseWhenTheSectionAnswersAgain() throws Exception {
        comeInMasses();
        Consumer<Fetched> section = sections.listener();
        sections.append(entry(1));
        accept(socket.expectMessageClass(Tcp.Write.class));

        section.accept(Fetched.Batch.nothing(START.at(1)));
        settle();
        time.timePasses(PAUSE);
        settle();

        assertThat(sections.append(entry(2))).isEqualTo(START.at(1));
        settleAfter(socket.expectMessageClass(Tcp.Write.class));
        assertThat(sections.isAsked()).isFalse();
    }

    @Test
    void doesNotPauseForAFewViewers() throws Exception {
        sections.append(entry(1));
        accept(socket.expectMessageClass(Tcp.Write.class));
        sections.append(entry(2));

        assertThat(ids(socket.expectMessageClass(Tcp.Write.class))).containsExactly("2");
    }

    private void comeInMasses() {
        ActorRef nobody = Adapter.toClassic(testKit.system().ignoreRef());
        IntStream.range(0, VIEWERS - 1).forEach(index -> viewer(nobody));
        settle();
    }

    private LiveConnection viewer(ActorRef itsSocket) {
        var viewer = new LiveConnection(
                new Line(heartbeat, () -> {}),
                membership,
                new FakeSubscription(START),
                Map.of(),
                0,
                new WebSocketWire(new SharedFrames.Form(true, false), Compression.NONE),
                new ConnectionStats(new PrometheusMonitor(), NOON),
                reason -> {});
        viewer.begin(itsSocket);
        return viewer;
    }

    /** Returns when the feed has handled all messages that it got before. */
    private void settle() {
        watched.writeControl(PONG, false, null);
        accept(socket.expectMessageClass(Tcp.Write.class));
    }

    private void settleAfter(Tcp.Write write) {
        accept(write);
        settle();
    }

    private void accept(Tcp.Write write) {
        membership.tell((FeedActor.Command) write.ack());
    }
}
