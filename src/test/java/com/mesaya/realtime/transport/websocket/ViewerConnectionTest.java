package com.mesaya.realtime.transport.websocket;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.application.access.CursorSigner;
import com.mesaya.realtime.application.feed.FeedViewer;
import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.join.SectionSubscriptions;
import com.mesaya.realtime.application.monitor.ConnectionKind;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.domain.log.ResumePoint;
import com.mesaya.realtime.infrastructure.auth.SignedCursors;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.transport.admission.Pace;
import com.mesaya.realtime.transport.compression.Compression;
import com.mesaya.realtime.transport.feed.FakeSections;
import com.mesaya.realtime.transport.feed.FakeSubscription;
import com.mesaya.realtime.transport.feed.Feeds;
import com.mesaya.realtime.transport.feed.Heartbeat;
import com.mesaya.realtime.transport.feed.Line;
import com.mesaya.realtime.transport.feed.LiveConnection;
import com.mesaya.realtime.transport.feed.LiveMerge;
import com.mesaya.realtime.transport.feed.WireTexts;
import com.mesaya.realtime.transport.frame.CloseReason;
import com.mesaya.realtime.transport.frame.Frames;
import com.mesaya.realtime.transport.frame.SharedFrames;
import com.mesaya.realtime.transport.frame.WebSocketWire;
import com.mesaya.realtime.transport.frame.WireFormat;
import com.typesafe.config.ConfigFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ViewerConnectionTest {

    private static final ActorTestKit TEST_KIT =
            ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local"));
    private static final Feeds FEEDS = new Feeds(TEST_KIT.system(), new FakeSections(), 1, 1, Duration.ZERO);
    private static final String SNAPSHOT = "{\"event\":\"section.snapshot\",\"payload\":{}}";
    private static final String PONG = "{\"event\":\"pong\",\"payload\":{}}";
    private static final String NOTE = "{\"event\":\"note\",\"payload\":{}}";
    private static final TextMessage PING = TextMessage.create("ping");
    private static final int HELD_BACK = 32;

    private final FakeSubscription subscription = new FakeSubscription(new Cursor(1, 0));
    private final PrometheusMonitor monitor = new PrometheusMonitor();
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicInteger over = new AtomicInteger();
    private final Line line = new Line(new Heartbeat(Duration.ofHours(1), Duration.ofHours(1)), () -> {});
    private CompletableFuture<JoinSection.Result> joining = new CompletableFuture<>();
    private Pace returning = new Pace(500);
    private CursorSigner cursors = new SignedCursors("secret".getBytes(UTF_8));
    private Optional<Outbound> refusal = Optional.empty();
    private CompletionStage<Outbound> answer = CompletableFuture.completedStage(Outbound.of(frame("pong")));
    private volatile @Nullable CompletionStage<?> gone;

    @SuppressWarnings("NullAway.Init")
    private ViewerConnection connection;

    @SuppressWarnings("NullAway.Init")
    private BoundedSourceQueue<Message> said;

    @SuppressWarnings("NullAway.Init")
    private SinkQueueWithCancel<Message> out;

    @AfterAll
    static void endSystem() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void beginsWithTheSnapshotAndHandsOver() {
        run();

        joining.complete(joined());

        assertThat(texts(pull())).containsExactly(SNAPSHOT);
        assertThat(pull()).isEqualTo(LiveMerge.HAND_OVER);
        assertThat(line.live()).isNotNull();
        assertThat(joins("joined")).isEqualTo(1);
    }

    @Test
    void beginsWithTheCursorOfAPlaceThatIsTakenUpAndHandsOver() {
        run();

        joining.complete(new JoinSection.Resumed(new SectionSubscriptions.Resumption(subscription, Map.of(), 0)));

        assertThat(texts(pull())).singleElement().asString().startsWith("{\"event\":\"section.resumed\",");
        assertThat(pull()).isEqualTo(LiveMerge.HAND_OVER);
        assertThat(joins("resumed")).isEqualTo(1);
        out.cancel();
        await().untilTrue(subscription.closed);
    }

    @Test
    void endsTheSubscriptionIfTheBeginningCannotBeMade() {
        cursors = new BrokenCursors();
        run();

        joining.complete(new JoinSection.Resumed(new SectionSubscriptions.Resumption(subscription, Map.of(), 0)));

        await().untilTrue(subscription.closed);
    }

    @Test
    void closesWithTheReasonOfARefusal() {
        run();

        joining.complete(new JoinSection.Refused(ErrorCode.SECTION_REFUSED, OptionalInt.of(429)));

        assertThat(texts(pull()))
                .singleElement()
                .asString()
                .contains("\"code\":\"SECTION_REFUSED\"")
                .contains("429");
        assertThat(pull()).isEqualTo(WireFormat.closeFrame(CloseReason.SECTION_REFUSED));
        assertIsOver();
        assertThat(joins("section_refused")).isEqualTo(1);
        assertThat(connection.stats().closedBy()).isEqualTo("section_refused");
    }

    @ParameterizedTest
    @EnumSource
    void closesWhenTheFeedEndsIt(FeedViewer.End end) {
        joining.complete(joined());
        run();
        begin();

        live().end(end);

        assertThat(pull()).isEqualTo(WireFormat.closeFrame(CloseReason.valueOf(end.name())));
        assertIsOver();
        assertThat(subscription.closed).isTrue();
        assertThat(closes(connection.stats().closedBy())).isEqualTo(1);
    }

    @Test
    void sendsThoseWhoLoseTheirPlaceForANewSnapshotOneAfterTheOther() {
        returning = new Pace(1);
        long begunNanos = System.nanoTime();
        returning.turn();
        joining.complete(joined());
        run();
        begin();

        live().end(FeedViewer.End.OUT_OF_REACH);
        connection.send(frame("note"));

        assertThat(texts(pull())).containsExactly(NOTE);
        assertThat(pull()).isEqualTo(WireFormat.closeFrame(CloseReason.OUT_OF_REACH));
        assertThat(Duration.ofNanos(System.nanoTime() - begunNanos)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void givesItsPlaceUpWhenTheClientIsGone() {
        joining.complete(joined());
        run();
        pull();

        out.cancel();

        await().untilTrue(subscription.closed);
        await().until(() -> over.get() == 1);
    }

    @Test
    void givesItsPlaceUpWhenTheClientWasGoneBeforeItGotOne() {
        run();
        out.cancel();
        await().until(() -> over.get() == 1);
        assertThat(Objects.requireNonNull(gone)).isCompleted();
        assertThat(joins("abandoned")).isEqualTo(1);

        joining.complete(joined());

        assertThat(subscription.abandoned).isTrue();
        assertThat(joins("joined")).isZero();
    }

    @Test
    void givesAFormerPlaceUpWhenTheClientWasGoneBeforeItGotIt() {
        run();
        out.cancel();
        await().until(() -> over.get() == 1);

        joining.complete(new JoinSection.Resumed(new SectionSubscriptions.Resumption(subscription, Map.of(), 0)));

        assertThat(subscription.abandoned).isTrue();
    }

    @Test
    void joinsNothingIfItIsRefusedAtTheBeginning() {
        refusal = Optional.of(Outbound.failing(ErrorCode.TOO_MANY_CONNECTIONS));

        run();

        assertThat(texts(pull())).singleElement().asString().contains("\"code\":\"TOO_MANY_CONNECTIONS\"");
        assertThat(pull()).isEqualTo(WireFormat.closeFrame(CloseReason.OVERLOADED));
        assertIsOver();
        assertThat(gone).isNull();
    }

    @Test
    void answersAfterTheSnapshotOnly() {
        run();
        said.offer(PING);
        await().until(() -> heard.get() == 1);

        joining.complete(joined());

        begin();
        assertThat(texts(pull())).containsExactly(PONG);
    }

    @Test
    void endsWhenAClientThatHasSaidSomethingIsGoneBeforeItsSnapshot() {
        run();
        said.offer(PING);

        said.complete();

        assertThat(texts(pull())).containsExactly(PONG);
        assertIsOver();
        assertThat(connection
                        .close(Outbound.closing(CloseReason.SERVER_STOPPING))
                        .toCompletableFuture())
                .isCompleted();
    }

    @Test
    void hearsAClientThatSaysMuchBeforeItsSnapshotUpToALimit() {
        run();
        for (int message = 0; message < 2 * HELD_BACK; message++) {
            said.offer(PING);
        }
        await().until(() -> heard.get() == HELD_BACK);
        connection.send(frame("note"));

        joining.complete(joined());

        begin();
        for (int message = 0; message < HELD_BACK; message++) {
            assertThat(texts(pull())).containsExactly(PONG);
        }
        assertThat(texts(pull())).containsExactly(NOTE);
        for (int message = 0; message < HELD_BACK; message++) {
            assertThat(texts(pull())).containsExactly(PONG);
        }
        assertThat(heard).hasValue(2 * HELD_BACK);
    }

    @Test
    void readsNoFurtherThanAClientThatReadsNoAnswers() {
        joining.complete(joined());
        run();
        begin();
        int much = 60;
        for (int message = 0; message < much; message++) {
            said.offer(PING);
        }
        await().until(() -> heard.get() >= 2);
        connection.send(frame("note"));

        // One is pulled, one is in the sink's buffer, and one waits.
        int received = 0;
        while (texts(pull()).contains(PONG)) {
            received++;
        }
        assertThat(received).isLessThan(10);
    }

    @Test
    void answersOneMessageAfterTheOther() {
        var late = new CompletableFuture<Outbound>();
        answer = late;
        joining.complete(joined());
        run();
        begin();
        said.offer(PING);
        said.offer(PING);
        await().until(() -> heard.get() == 1);
        connection.send(frame("note"));

        assertThat(texts(pull())).containsExactly(NOTE);
        assertThat(heard).hasValue(1);
        late.complete(Outbound.of(frame("pong")));

        assertThat(texts(pull())).containsExactly(PONG);
        assertThat(texts(pull())).containsExactly(PONG);
    }

    @Test
    void closesWithAnAnswerThatSaysSoEvenBeforeTheSnapshot() {
        answer = CompletableFuture.completedStage(Outbound.failing(ErrorCode.BINARY_REFUSED));
        run();

        said.offer(PING);

        assertThat(texts(pull())).singleElement().asString().contains("\"code\":\"BINARY_REFUSED\"");
        assertThat(pull()).isEqualTo(WireFormat.closeFrame(CloseReason.BINARY_REFUSED));
        assertIsOver();
    }

    @Test
    void endsWhenAMessageBreaksOff() {
        answer = CompletableFuture.failedStage(new IllegalStateException("broken off"));
        joining.complete(joined());
        run();
        begin();

        said.offer(PING);

        assertIsOver();
        assertThat(connection.stats().closedBy()).isEqualTo("failure");
        assertThat(subscription.closed).isTrue();
    }

    @Test
    void sendsNoticesBesideTheEvents() {
        joining.complete(joined());
        run();
        begin();

        connection.send(frame("note"));

        assertThat(texts(pull())).containsExactly(NOTE);
    }

    @Test
    void sendsTheLastFramesBeforeItCloses() {
        joining.complete(joined());
        run();
        begin();

        CompletionStage<Void> ended = connection.close(Outbound.failing(ErrorCode.TOKEN_EXPIRED));
        connection.send(frame("note"));
        connection.close(Outbound.closing(CloseReason.SERVER_STOPPING));

        assertThat(texts(pull())).singleElement().asString().contains("\"code\":\"TOKEN_EXPIRED\"");
        assertThat(pull()).isEqualTo(WireFormat.closeFrame(CloseReason.TOKEN_EXPIRED));
        assertIsOver();
        assertThat(ended.toCompletableFuture()).succeedsWithin(PATIENCE);
        assertThat(subscription.closed).isTrue();
        assertThat(closes("token_expired")).isEqualTo(1);
    }

    @Test
    void saysNothingOfASnapshotThatComesAfterTheLastWord() {
        run();
        connection.close(Outbound.closing(CloseReason.SERVER_STOPPING));

        joining.complete(joined());

        assertThat(pull()).isEqualTo(WireFormat.closeFrame(CloseReason.SERVER_STOPPING));
        assertIsOver();
        await().untilTrue(subscription.abandoned);
        assertThat(joins("abandoned")).isEqualTo(1);
        assertThat(joins("joined")).isZero();
    }

    @Test
    void endsWhenTheClientIsThroughWithIt() {
        joining.complete(joined());
        run();
        begin();

        said.fail(new IllegalStateException("the line broke"));

        assertIsOver();
        assertThat(subscription.closed).isTrue();
        assertThat(connection.stats().closedBy()).isEqualTo("failure");
    }

    @Test
    void letsGoOfTheSnapshotOnceItIsSent() {
        WeakReference<Frame> snapshot = joinWithASnapshotOfItsOwn();
        run();
        joining = new CompletableFuture<>();

        begin();

        await().until(() -> {
            System.gc();
            return snapshot.get() == null;
        });
        connection.send(frame("note"));
        assertThat(texts(pull())).containsExactly(NOTE);
    }

    private WeakReference<Frame> joinWithASnapshotOfItsOwn() {
        Frame frame = Frame.of(Snapshot.EVENT, "{}".getBytes(UTF_8));
        joining.complete(new JoinSection.Joined(new Snapshot(frame, Map.of(), Map.of()), 0, subscription));
        return new WeakReference<>(frame);
    }

    private static final class BrokenCursors implements CursorSigner {

        @Override
        public String sign(ResumePoint point, SectionId section, Viewer viewer) {
            throw new IllegalStateException("no key");
        }

        @Override
        public Optional<ResumePoint> verify(String cursor, SectionId section, Viewer viewer) {
            return Optional.empty();
        }
    }

    private void run() {
        var form = new SharedFrames.Form(false, false);
        var viewer = new Viewer("ana", Set.of(), Set.of(), null);
        var parts = new ViewerConnection.Parts(
                ConnectionKind.WEBSOCKET,
                Events.SECTION,
                message -> CompletableFuture.completedStage(
                        new Inbound.Text(message.asTextMessage().getStrictText())),
                message -> {
                    heard.incrementAndGet();
                    return answer;
                },
                new Frames(Events.SECTION, viewer, form, cursors),
                new WebSocketWire(form, Compression.NONE),
                line,
                FEEDS,
                returning,
                monitor);
        var opening = new ViewerConnection.Opening(
                opened -> {
                    opened.whenOver(over::incrementAndGet);
                    return refusal;
                },
                clientGone -> {
                    gone = clientGone;
                    return joining;
                });
        connection = new ViewerConnection(parts, opening);
        var running = Source.<Message>queue(64)
                .viaMat(new ViewerHandler(materializer -> connection), Keep.left())
                .toMat(Sink.<Message>queue(1).addAttributes(Attributes.inputBuffer(1, 1)), Keep.both())
                .run(TEST_KIT.system());
        said = running.first();
        out = running.second();
        await().until(() -> gone != null || refusal.isPresent());
    }

    private JoinSection.Joined joined() {
        return new JoinSection.Joined(new Snapshot(frame(Snapshot.EVENT), Map.of(), Map.of()), 0, subscription);
    }

    /** The snapshot is here, and the socket is the feed's. */
    private void begin() {
        assertThat(texts(pull())).containsExactly(SNAPSHOT);
        assertThat(pull()).isEqualTo(LiveMerge.HAND_OVER);
    }

    private LiveConnection live() {
        return Objects.requireNonNull(line.live());
    }

    private void assertIsOver() {
        assertThat(pullAnything()).isEmpty();
        await().until(() -> over.get() == 1);
    }

    private ByteString pull() {
        Message message = pullAnything().orElseThrow();
        assertThat(message).isInstanceOf(BinaryMessage.class);
        return message.asBinaryMessage().getStrictData();
    }

    private Optional<Message> pullAnything() {
        return out.pull()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private double joins(String outcome) {
        return new Scrape(monitor.scrape()).sum("mesaya_joins_total", "outcome=\"" + outcome + "\"");
    }

    private double closes(String reason) {
        return new Scrape(monitor.scrape()).sum("mesaya_closes_total", "reason=\"" + reason + "\"");
    }

    private static Frame frame(String event) {
        return Frame.of(event, "{}".getBytes(UTF_8));
    }

    private static List<String> texts(ByteString wire) {
        return WireTexts.in(wire);
    }
}
