package com.mesaya.realtime.transport.feed;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.testing.Deflated;
import com.mesaya.realtime.testing.Gunzip;
import com.mesaya.realtime.testing.RawClient;
import com.mesaya.realtime.transport.Errors;
import com.mesaya.realtime.transport.compression.Compression;
import com.mesaya.realtime.transport.compression.CompressionSettings;
import com.mesaya.realtime.transport.compression.GzipStream;
import com.mesaya.realtime.transport.frame.CloseReason;
import com.mesaya.realtime.transport.frame.ConnectionStats;
import com.mesaya.realtime.transport.frame.EventStreamFormat;
import com.mesaya.realtime.transport.frame.SharedFrames;
import com.mesaya.realtime.transport.frame.WebSocketWire;
import com.mesaya.realtime.transport.frame.WireFormat;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.io.TcpMessage;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.TLSProtocol;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveMergeTest {

    private static final ActorTestKit TEST_KIT =
            ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local"));
    private static final ByteString UPGRADE =
            ByteString.fromString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
    private static final ByteString STREAM =
            ByteString.fromString("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/event-stream\r\n\r\n");
    private static final ByteString STREAM_CLOSE = EventStreamFormat.close(CloseReason.SECTION_DELETED);
    private static final ByteString PONG = ByteString.fromInts(0x8A, 0x02, 'h', 'i');
    private static final ByteString OTHER_PONG = ByteString.fromInts(0x8A, 0x02, 'h', 'o');
    private static final ByteString PING = ByteString.fromInts(0x89, 0x00);
    private static final ByteString PEKKOS_CLOSE = ByteString.fromInts(0x88, 0x02, 0x03, 0xE8);
    private static final ByteString CLOSE = WireFormat.closeFrame(CloseReason.SECTION_DELETED);
    private static final ByteString FROM_CLIENT = ByteString.fromInts(0x82, 0x81, 1, 2, 3, 4, 5);
    private static final ByteString COMPRESSED = ByteString.fromArray(RawClient.frame(
            true, RawClient.TEXT | RawClient.COMPRESSED, Deflated.deflate("text".getBytes(UTF_8)), true));
    private static final ByteString DECOMPRESSED =
            ByteString.fromArray(RawClient.frame(true, RawClient.TEXT, "text".getBytes(UTF_8), true));
    private static final ByteString SNAPSHOT = WireFormat.textFrames(List.of(frame(30)));
    private static final ByteString EVENT = WireFormat.textFrames(List.of(frame(40)));

    private final AtomicInteger closed = new AtomicInteger();
    /** No test takes so long that a client would be missed. */
    private final Heartbeat heartbeat = new Heartbeat(Duration.ofHours(10), Duration.ofHours(1));

    private final Line line = new Line(heartbeat, closed::incrementAndGet);
    private final TestProbe<FeedActor.Command> feed = TEST_KIT.createTestProbe();
    private final ActorRef socketsActor =
            Adapter.toClassic(TEST_KIT.createTestProbe().ref());
    private final LiveConnection viewer = new LiveConnection(
            line,
            new Feeds(TEST_KIT.system(), new FakeSections(), 1, 1, Duration.ZERO)
            .new Membership(Events.SECTION, feed.ref()),
            new FakeSubscription(new Cursor(1, 0)),
            Map.of(),
            0,
            new WebSocketWire(new SharedFrames.Form(false, false), Compression.NONE),
            new ConnectionStats(new PrometheusMonitor(), Events.NOON),
            reason -> {});
    private final SocketProbe socket = new SocketProbe();

    @SuppressWarnings("NullAway.Init")
    private BoundedSourceQueue<ByteString> http;

    @SuppressWarnings("NullAway.Init")
    private BoundedSourceQueue<ByteString> client;

    @SuppressWarnings("NullAway.Init")
    private SinkQueueWithCancel<ByteString> heard;

    @AfterAll
    static void endSystem() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void letsHttpPassAsItIsBeforeTheUpgrade() throws Exception {
        ByteString head = ByteString.fromString("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
        ByteString body = ByteString.fromInts(WireFormat.BINARY, 0x01, 'x');

        assertThat(sent(head, body, ByteString.emptyByteString())).isEqualTo(bytes(head, body));
    }

    @Test
    void letsTheUpgradeItselfPass() throws Exception {
        assertThat(sent(UPGRADE)).isEqualTo(UPGRADE);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 100, 200, 65_000, 70_000, 1_000_000})
    void unwrapsBinaryFramesOfEveryLength(int length) throws Exception {
        ByteString text = WireFormat.textFrames(List.of(frame(length)));

        assertThat(sent(UPGRADE, wrapped(text))).isEqualTo(bytes(UPGRADE, text));
    }

    @Test
    void unwrapsManyTextFramesFromOneBinaryFrame() throws Exception {
        ByteString texts = WireFormat.textFrames(List.of(frame(30), frame(300), Errors.frame(ErrorCode.INTERNAL)));

        assertThat(sent(UPGRADE, wrapped(texts))).isEqualTo(bytes(UPGRADE, texts));
    }

    @Test
    void letsControlFramesPass() throws Exception {
        assertThat(sent(UPGRADE, PONG, wrapped(SNAPSHOT), PONG)).isEqualTo(bytes(UPGRADE, PONG, SNAPSHOT, PONG));
    }

    @Test
    void letsNothingPassAfterACloseOfOurs() throws Exception {
        assertThat(sent(UPGRADE, wrapped(CLOSE), PONG, wrapped(CLOSE), PEKKOS_CLOSE))
                .isEqualTo(bytes(UPGRADE, CLOSE));
    }

    @Test
    void letsNothingPassAfterACloseOfPekkos() throws Exception {
        assertThat(sent(UPGRADE, PEKKOS_CLOSE, wrapped(SNAPSHOT), PEKKOS_CLOSE))
                .isEqualTo(bytes(UPGRADE, PEKKOS_CLOSE));
    }

    @Test
    void letsWhatTheClientSendsPassAsItIs() {
        run(Optional.empty());

        client.offer(FROM_CLIENT);

        assertThat(pullHeard()).contains(FROM_CLIENT);
    }

    @Test
    void decompressesWhatTheClientSendsIfTheyHaveAgreedOnThat() {
        line.inflate(100);
        run(Optional.empty());

        client.offer(COMPRESSED.concat(FROM_CLIENT));

        assertThat(pullHeard()).contains(DECOMPRESSED);
        assertThat(pullHeard()).contains(FROM_CLIENT);
    }

    @Test
    void readsOnUntilAFrameIsComplete() {
        line.inflate(100);
        run(Optional.empty());

        client.offer(COMPRESSED.take(1));
        client.offer(COMPRESSED.drop(1));

        assertThat(pullHeard()).contains(DECOMPRESSED);
    }

    @Test
    void passesAllMessagesOnBeforeTheClientsEnd() {
        line.inflate(100);
        run(Optional.empty());

        client.offer(COMPRESSED.concat(COMPRESSED).concat(COMPRESSED));
        client.complete();

        assertThat(pullHeard()).contains(DECOMPRESSED);
        assertThat(pullHeard()).contains(DECOMPRESSED);
        assertThat(pullHeard()).contains(DECOMPRESSED);
        assertThat(pullHeard()).isEmpty();
    }

    @Test
    void endsAfterAMessageThatIsIncomplete() {
        line.inflate(100);
        run(Optional.empty());

        client.offer(COMPRESSED.take(3));
        client.complete();

        assertThat(pullHeard()).isEmpty();
    }

    @Test
    void letsEverythingPassBothWaysAndEndsAfterIt() throws Exception {
        List<ByteString> all = IntStream.range(0, 1_000)
                .mapToObj(number -> ByteString.fromString(number + "\n"))
                .toList();

        assertThat(sent(all)).isEqualTo(bytes(all.toArray(ByteString[]::new)));
    }

    @Test
    void writesALargeSnapshotInSlicesOneAfterTheOther() throws Exception {
        ByteString large = WireFormat.textFrames(List.of(frame(150_000)));
        run(Optional.of(socketsActor));
        upgrade();
        http.offer(wrapped(large));

        var slices = new ByteStringBuilder();
        for (int slice = 0; slice < 3; slice++) {
            ByteString bytes = socket.next();
            assertThat(bytes.size()).isLessThanOrEqualTo(LiveMerge.SLICE_BYTES);
            settle();
            assertThat(socket.hasNothing()).isTrue();
            slices.append(bytes);
            socket.wantsNext();
        }

        assertThat(slices.result()).isEqualTo(large);
    }

    @Test
    void handsTheSocketOverWhenItHasTakenTheSnapshot() throws Exception {
        run(Optional.of(socketsActor));
        upgrade();
        http.offer(wrapped(SNAPSHOT));
        http.offer(wrapped(LiveMerge.HAND_OVER));
        assertThat(socket.next()).isEqualTo(SNAPSHOT);
        settle();
        assertFeedHasNothing();

        socket.wantsNext();

        feed.expectMessage(new FeedActor.Attach(viewer, socketsActor));
        settle();
        assertThat(socket.hasNothing()).isTrue();
    }

    @Test
    void waitsWithTheHandOverAsLongAsAPingIsUnderWay() throws Exception {
        run(Optional.of(socketsActor));
        upgrade();
        ping();
        assertThat(socket.next()).isEqualTo(PING);
        http.offer(wrapped(LiveMerge.HAND_OVER));
        settle();
        assertFeedHasNothing();

        socket.wantsNext();

        feed.expectMessage(new FeedActor.Attach(viewer, socketsActor));
    }

    @Test
    void givesTheFeedOneControlFrameAfterTheOther() throws Exception {
        handOver(Optional.of(socketsActor));

        http.offer(PONG);
        http.offer(OTHER_PONG);
        FeedActor.Control first = control(PONG);
        assertThat(first.last()).isFalse();
        settle();
        assertFeedHasNothing();
        written(first);

        control(OTHER_PONG);
        assertThat(socket.hasNothing()).isTrue();
    }

    @Test
    void givesTheFeedWhatTheHandlerSendsWithoutItsWrapping() throws Exception {
        handOver(Optional.of(socketsActor));

        http.offer(wrapped(EVENT));

        assertThat(control(EVENT).last()).isFalse();
    }

    @Test
    void givesTheFeedNothingAfterAClose() throws Exception {
        handOver(Optional.of(socketsActor));

        http.offer(wrapped(CLOSE));
        http.offer(PEKKOS_CLOSE);
        http.offer(PONG);
        FeedActor.Control last = control(CLOSE);
        written(last);
        settle();
        ping();
        settle();

        assertThat(last.last()).isTrue();
        assertFeedHasNothing();
    }

    @Test
    void endsWhenTheFeedHasWrittenTheLastControlFrame() throws Exception {
        handOver(Optional.of(socketsActor));
        http.offer(wrapped(CLOSE));
        FeedActor.Control last = control(CLOSE);
        http.complete();
        settle();
        assertThat(socket.ended()).isNotDone();

        written(last);

        assertThat(socket.ended()).succeedsWithin(PATIENCE);
    }

    @Test
    void keepsTheSocketOpenForTheCloseFrameThoughHttpReadsNoMore() throws Exception {
        handOver(Optional.of(socketsActor));
        http.offer(PEKKOS_CLOSE);
        FeedActor.Control last = control(PEKKOS_CLOSE);

        heard.cancel();
        http.complete();

        await().during(Duration.ofMillis(200))
                .until(() -> client.offer(FROM_CLIENT).isEnqueued());
        written(last);
        assertThat(socket.ended()).succeedsWithin(PATIENCE);
        await().until(() -> !client.offer(FROM_CLIENT).isEnqueued());
    }

    @Test
    void endsAtOnceIfTheFeedHasNothingToWrite() throws Exception {
        handOver(Optional.of(socketsActor));

        http.complete();

        assertThat(socket.ended()).succeedsWithin(PATIENCE);
    }

    @Test
    void pingsByItselfBeforeTheHandOverAndThroughTheFeedAfterIt() throws Exception {
        run(Optional.of(socketsActor));
        upgrade();

        ping();
        assertThat(socket.next()).isEqualTo(PING);
        socket.wantsNext();
        http.offer(wrapped(LiveMerge.HAND_OVER));
        feed.expectMessageClass(FeedActor.Attach.class);
        ping();

        assertThat(control(PING).replyTo()).isEqualTo(ActorRef.noSender());
        settle();
        assertThat(socket.hasNothing()).isTrue();
    }

    @Test
    void doesNotWaitForAPingOfTheFeed() throws Exception {
        handOver(Optional.of(socketsActor));
        ping();
        control(PING);

        http.offer(PONG);

        control(PONG);
    }

    @Test
    void doesNotPingBeforeTheUpgradeOrWhileTheSocketTakesSomething() throws Exception {
        run(Optional.of(socketsActor));
        socket.wantsNext();
        settle();
        ping();
        settle();
        http.offer(UPGRADE);
        assertThat(socket.next()).isEqualTo(UPGRADE);
        ping();
        settle();

        socket.wantsNext();
        http.offer(wrapped(SNAPSHOT));

        assertThat(socket.next()).isEqualTo(SNAPSHOT);
    }

    @Test
    void writesForTheFeedUnderTlsAndAcknowledgesWhenTheSocketHasTakenIt() throws Exception {
        ActorRef stage = handOver(Optional.empty());
        var taken = new FeedActor.Taken(viewer);

        stage.tell(TcpMessage.write(EVENT, taken), Adapter.toClassic(feed.ref()));
        assertThat(socket.next()).isEqualTo(EVENT);
        settle();
        assertFeedHasNothing();
        socket.wantsNext();

        feed.expectMessage(taken);
        stage.tell(TcpMessage.write(SNAPSHOT, taken), Adapter.toClassic(feed.ref()));
        assertThat(socket.next()).isEqualTo(SNAPSHOT);
        settle();
        assertFeedHasNothing();
    }

    @Test
    void takesWhatTheFeedWritesToAClosedSocketUnderTlsForGone() throws Exception {
        ActorRef stage = handOver(Optional.empty());
        socket.goes();
        settle();

        stage.tell(TcpMessage.write(EVENT, new FeedActor.Taken(viewer)), Adapter.toClassic(feed.ref()));
        settle();

        assertFeedHasNothing();
    }

    @Test
    void takesAPageThatMentionsEventStreamsForAPage() throws Exception {
        ByteString page = ByteString.fromString(
                "HTTP/1.1 200 OK\r\nContent-Length: 44\r\n\r\nsay\r\nContent-Type: text/event-stream\r\n\r\nhello");

        assertThat(sent(page, FROM_CLIENT)).isEqualTo(bytes(page, FROM_CLIENT));
    }

    @Test
    void handsTheSocketOfAnEventStreamOverAndLeavesItsEventsAsTheyAre() throws Exception {
        handOverStream();

        http.offer(EVENT);
        FeedActor.Control event = control(EVENT);
        assertThat(event.last()).isFalse();
        written(event);
        http.offer(STREAM_CLOSE);
        FeedActor.Control last = control(STREAM_CLOSE);
        http.complete();
        assertThat(last.last()).isTrue();
        assertThat(socket.ended()).isNotDone();

        written(last);

        assertThat(socket.ended()).succeedsWithin(PATIENCE);
    }

    @Test
    void keepsAnEventStreamOpenByComments() throws Exception {
        run(Optional.of(socketsActor));
        begin(STREAM);

        beat(1 + pingBeats());
        assertThat(socket.next()).isEqualTo(EventStreamFormat.COMMENT);
        socket.wantsNext();
        http.offer(LiveMerge.HAND_OVER);
        feed.expectMessageClass(FeedActor.Attach.class);
        beat(1 + pingBeats());

        assertThat(control(EventStreamFormat.COMMENT).replyTo()).isEqualTo(ActorRef.noSender());
    }

    @Test
    void codesWhatItWritesItselfInTheOrderOfTheWrites() throws Exception {
        line.compress(new GzipStream(new Compression(new CompressionSettings(1, 1))));
        run(Optional.of(socketsActor));
        begin(STREAM);
        try (var readable = new Gunzip()) {
            beat(1 + pingBeats());
            assertThat(readable.read(socket.next().toArray())).isEqualTo(EventStreamFormat.COMMENT.toArray());
            socket.wantsNext();

            http.offer(EVENT);
            assertThat(readable.read(socket.next().toArray())).isEqualTo(EVENT.toArray());
            socket.wantsNext();
            http.offer(STREAM_CLOSE);

            assertThat(readable.read(socket.next().toArray())).isEqualTo(STREAM_CLOSE.toArray());
            assertThat(readable.isComplete()).isTrue();
        }
    }

    @Test
    void givesTheFeedWhatItIsToCode() throws Exception {
        line.compress(new GzipStream(new Compression(new CompressionSettings(1, 1))));
        handOverStream();

        http.offer(STREAM_CLOSE);

        assertThat(control(STREAM_CLOSE).last()).isTrue();
    }

    @Test
    void dropsWhatTheClientOfAnEventStreamSendsAndEndsWhenItIsGone() throws Exception {
        handOverStream();

        for (int sent = 0; sent < 1_000; sent++) {
            await().until(() -> client.offer(FROM_CLIENT).isEnqueued());
        }
        client.complete();

        assertThat(socket.ended()).succeedsWithin(PATIENCE);
        assertThat(pullHeard()).isEmpty();
        await().untilAsserted(() -> assertThat(closed).hasValue(1));
        assertThat(line.hasFailed()).isFalse();
    }

    @Test
    void readsOnAnEventStreamThoughHttpReadsNoMore() throws Exception {
        run(Optional.of(socketsActor));
        begin(STREAM);

        heard.cancel();
        for (int sent = 0; sent < 1_000; sent++) {
            await().until(() -> client.offer(FROM_CLIENT).isEnqueued());
        }

        assertThat(socket.ended()).isNotDone();
        client.fail(new IllegalStateException("reset"));
        await().untilAsserted(() -> assertThat(closed).hasValue(1));
        assertThat(line.hasFailed()).isTrue();
    }

    @Test
    void failsBothWaysOnRequest() throws Exception {
        run(Optional.of(socketsActor));
        upgrade();

        line.fail("enough");

        assertThat(socket.ended())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(TimeoutException.class)
                .withMessageContaining("enough");
        assertThat(heard.pull().toCompletableFuture()).failsWithin(PATIENCE);
        await().untilAsserted(() -> assertThat(closed).hasValue(1));
    }

    @Test
    void pingsNoClientThatItHears() throws Exception {
        run(Optional.of(socketsActor));
        upgrade();
        beat(1);
        beat(pingBeats() - 1);

        settle();
        beat(pingBeats());
        settle();
        assertThat(socket.hasNothing()).isTrue();
        beat(1 + pingBeats());

        assertThat(socket.next()).isEqualTo(PING);
    }

    @Test
    void letsTheClientSpeakOnAfterAllIsSent() {
        run(Optional.of(socketsActor));

        http.complete();
        assertThat(socket.ended()).succeedsWithin(PATIENCE);
        client.offer(FROM_CLIENT);

        assertThat(pullHeard()).contains(FROM_CLIENT);
        client.complete();
        assertThat(pullHeard()).isEmpty();
        await().untilAsserted(() -> assertThat(closed).hasValue(1));
    }

    @Test
    void sendsOnAfterTheClientHasSaidAll() throws Exception {
        run(Optional.of(socketsActor));

        client.complete();
        assertThat(pullHeard()).isEmpty();
        socket.wantsAll();
        http.offer(UPGRADE);
        http.offer(PONG);
        http.complete();

        assertThat(socket.next()).isEqualTo(UPGRADE);
        assertThat(socket.next()).isEqualTo(PONG);
        assertThat(socket.ended()).succeedsWithin(PATIENCE);
    }

    @Test
    void passesAFailureOfHttpOnWithItsReason() {
        var broken = new IllegalStateException("broken");
        run(Optional.of(socketsActor));

        http.fail(broken);

        assertThat(socket.ended()).failsWithin(PATIENCE).withThrowableThat().withCause(broken);
        client.complete();
        assertThat(pullHeard()).isEmpty();
    }

    @Test
    void passesAFailureOfTheSocketOnWithItsReason() {
        var broken = new IllegalStateException("broken");
        run(Optional.of(socketsActor));

        client.fail(broken);

        assertThat(heard.pull().toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCause(broken);
    }

    @Test
    void sendsNothingMoreOnceTheSocketIsGone() {
        run(Optional.of(socketsActor));

        socket.goes();

        await().until(() -> !http.offer(PONG).isEnqueued());
        client.offer(FROM_CLIENT);
        assertThat(pullHeard()).contains(FROM_CLIENT);
    }

    @Test
    void readsNothingMoreOnceHttpWantsNothing() {
        run(Optional.of(socketsActor));

        heard.cancel();

        await().until(() -> !client.offer(FROM_CLIENT).isEnqueued());
    }

    private void run(Optional<ActorRef> itsSocket) {
        line.expect(viewer);
        Source<ByteString, ?> bringing = Source.<ByteString>queue(64).mapMaterializedValue(queue -> {
            client = queue;
            return queue;
        });
        var socketFlow = Flow.fromSinkAndSource(Sink.fromSubscriber(socket), bringing);
        var running = Source.<ByteString>queue(64)
                .via(merging(itsSocket, socketFlow))
                .toMat(Sink.<ByteString>queue(), Keep.both())
                .run(TEST_KIT.system());
        http = running.first();
        heard = running.second();
    }

    private Flow<ByteString, ByteString, ?> merging(
            Optional<ActorRef> itsSocket, Flow<ByteString, ByteString, ?> socketFlow) {
        return Flow.of(ByteString.class)
                .map(bytes -> (TLSProtocol.SslTlsOutbound) new TLSProtocol.SendBytes(bytes))
                .via(BidiFlow.fromGraph(new LiveMerge(line, itsSocket)).join(socketFlow))
                .map(inbound -> ((TLSProtocol.SessionBytes) inbound).bytes());
    }

    /** The upgrade is sent, and the socket wants more. */
    private void upgrade() throws InterruptedException {
        begin(UPGRADE);
        settle();
    }

    /** This head is sent, and the socket wants more. */
    private void begin(ByteString head) throws InterruptedException {
        socket.wantsNext();
        http.offer(head);
        assertThat(socket.next()).isEqualTo(head);
        socket.wantsNext();
    }

    private void handOverStream() throws InterruptedException {
        run(Optional.of(socketsActor));
        begin(STREAM);
        http.offer(LiveMerge.HAND_OVER);
        feed.expectMessage(new FeedActor.Attach(viewer, socketsActor));
    }

    /** @return the actor that the feed is to write to */
    private ActorRef handOver(Optional<ActorRef> itsSocket) throws InterruptedException {
        run(itsSocket);
        upgrade();
        http.offer(wrapped(LiveMerge.HAND_OVER));
        return feed.expectMessageClass(FeedActor.Attach.class).socket();
    }

    private FeedActor.Control control(ByteString frame) {
        FeedActor.Control control = feed.expectMessageClass(FeedActor.Control.class);
        assertThat(control.viewer()).isSameAs(viewer);
        assertThat(control.frame()).isEqualTo(frame);
        return control;
    }

    private static void written(FeedActor.Control control) {
        Objects.requireNonNull(control.replyTo()).tell(LiveMerge.Written.INSTANCE, ActorRef.noSender());
    }

    /** The client has just been heard, and then is silent for so long that it is pinged once. */
    private void ping() {
        line.heard();
        beat(1 + pingBeats());
    }

    private long pingBeats() {
        return heartbeat.pingTicks();
    }

    private void beat(long times) {
        for (long beat = 0; beat < times; beat++) {
            heartbeat.beat();
        }
    }

    /** All that was sent to the stage has arrived when this, which was sent last, is through. */
    private void settle() {
        client.offer(FROM_CLIENT);
        assertThat(pullHeard()).contains(FROM_CLIENT);
    }

    private void assertFeedHasNothing() {
        feed.ref().tell(FeedActor.Stop.INSTANCE);
        feed.expectMessage(FeedActor.Stop.INSTANCE);
    }

    private Optional<ByteString> pullHeard() {
        return heard.pull()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** What reaches the socket; an echo brings it back to be looked at. */
    private ByteString sent(ByteString... byPekko) throws Exception {
        return sent(List.of(byPekko));
    }

    private ByteString sent(Iterable<ByteString> byPekko) throws Exception {
        CompletableFuture<ByteString> echo = Source.from(byPekko)
                .via(merging(Optional.empty(), Flow.of(ByteString.class)))
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), TEST_KIT.system())
                .toCompletableFuture();
        return echo.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** A binary frame as Pekko HTTP renders it. */
    private static ByteString wrapped(ByteString raw) {
        int length = raw.length();
        ByteString header = length <= 125
                ? ByteString.fromInts(0x82, length)
                : length <= 65_535
                        ? ByteString.fromInts(0x82, 126, length >> 8, length)
                        : ByteString.fromInts(0x82, 127, 0, 0, 0, 0, length >> 24, length >> 16, length >> 8, length);
        return header.concat(raw);
    }

    private static Frame frame(int length) {
        return Frame.of("e", "1".repeat(length - 23).getBytes(UTF_8));
    }

    private static ByteString bytes(ByteString... parts) {
        var all = new ByteStringBuilder();
        for (ByteString part : parts) {
            all.append(part);
        }
        return all.result();
    }
}
