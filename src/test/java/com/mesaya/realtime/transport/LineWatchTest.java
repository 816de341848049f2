package com.mesaya.realtime.transport;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LineWatchTest {

    private static ActorTestKit testKit;

    private static final ByteString BYTES = ByteString.fromString("x");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration OFTEN = SHORT.dividedBy(20);
    private static final Duration SELDOM = SHORT.dividedBy(2);

    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger brought = new AtomicInteger();

    @BeforeAll
    static void startActors() {
        testKit = ActorTestKit.create();
    }

    @AfterAll
    static void stopActors() {
        testKit.shutdownTestKit();
    }

    @Test
    void letsEverythingPassBothWaysAndEndsAfterIt() {
        Source<ByteString, NotUsed> some = Source.repeat(BYTES).take(1_000);

        assertThat(run(LONG, LONG, some, takes(Duration.ZERO), some)).succeedsWithin(PATIENCE);
        assertThat(brought).hasValue(1_000);
        await().untilAsserted(() -> assertThat(taken).hasValue(1_000));
    }

    @Test
    void failsASocketThatTakesNothingHoweverMuchItBrings() {
        var never = new CompletableFuture<ByteString>();
        Sink<ByteString, ?> takesNothing =
                Flow.of(ByteString.class).mapAsync(1, bytes -> never).to(Sink.ignore());

        fails(run(SHORT, LONG, Source.repeat(BYTES), takesNothing, every(OFTEN)), "The socket takes nothing");
    }

    @Test
    void failsAClientThatSaysNothingThoughTheSystemTakesAllThatIsSentToIt() {
        fails(run(LONG, SHORT, every(OFTEN), takes(Duration.ZERO), Source.maybe()), "The client says nothing");
    }

    @Test
    void failsAClientThatGetsNothingHoweverMuchItSays() {
        fails(run(SHORT, SHORT, Source.maybe(), takes(Duration.ZERO), every(OFTEN)), "Nothing is sent");
    }

    @Test
    void keepsAClientWhoseSocketTakesSomethingNowAndThenAndFailsItAfterThat() {
        Source<ByteString, ?> twelve = Source.repeat(BYTES).take(12).concat(Source.maybe());

        fails(run(LONG, SHORT, twelve, takes(SELDOM), Source.maybe()), "The client says nothing");
        assertThat(taken).hasValue(12);
    }

    @Test
    void keepsAClientThatSaysSomethingNowAndThen() {
        Source<ByteString, ?> twelve =
                Source.repeat(BYTES).throttle(1, SELDOM).take(12).concat(Source.maybe());

        fails(run(LONG, SHORT, every(OFTEN), takes(Duration.ZERO), twelve), "The client says nothing");
        assertThat(brought).hasValue(12);
    }

    @Test
    void letsTheClientSpeakOnAfterAllIsSent() {
        assertThat(run(
                        LONG,
                        LONG,
                        Source.empty(),
                        takes(Duration.ZERO),
                        every(OFTEN).take(5)))
                .succeedsWithin(PATIENCE);
        assertThat(brought).hasValue(5);
    }

    @Test
    void sendsOnAfterTheClientHasSaidAll() {
        assertThat(run(LONG, LONG, every(OFTEN).take(5), takes(Duration.ZERO), Source.empty()))
                .succeedsWithin(PATIENCE);
        await().untilAsserted(() -> assertThat(taken).hasValue(5));
    }

    @Test
    void passesAnEndOnWithItsReason() {
        var broken = new IllegalStateException("broken");
        var socketFailed = new CompletableFuture<Throwable>();
        Sink<ByteString, ?> failing = Flow.of(ByteString.class)
                .mapError(Throwable.class, failure -> {
                    socketFailed.complete(failure);
                    return failure;
                })
                .to(Sink.ignore());

        assertThat(run(LONG, LONG, Source.failed(broken), failing, Source.empty()))
                .succeedsWithin(PATIENCE);
        assertThat(socketFailed).isCompletedWithValue(broken);
        assertThat(run(LONG, LONG, Source.maybe(), takes(Duration.ZERO), Source.failed(broken)))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCause(broken);
    }

    @Test
    void sendsNothingMoreOnceTheSocketIsGone() {
        var sentUntil = new CompletableFuture<Done>();
        Source<ByteString, ?> sent = every(OFTEN).watchTermination((unused, done) -> {
            done.thenAccept(sentUntil::complete);
            return unused;
        });

        assertThat(run(LONG, LONG, sent, Sink.cancelled(), every(OFTEN).take(5)))
                .succeedsWithin(PATIENCE);
        assertThat(sentUntil).succeedsWithin(PATIENCE);
    }

    private static void fails(CompletionStage<Done> run, String message) {
        assertThat(run.toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(TimeoutException.class)
                .withMessageContaining(message);
    }

    /** Runs it between HTTP, which sends something, and a socket, until nothing more can come from there. */
    private CompletableFuture<Done> run(
            Duration stallTimeout,
            Duration idleTimeout,
            Source<ByteString, ?> sent,
            Sink<ByteString, ?> taking,
            Source<ByteString, ?> bringing) {
        return sent.via(BidiFlow.fromGraph(new LineWatch(stallTimeout, idleTimeout))
                        .join(Flow.fromSinkAndSource(taking, bringing)))
                .runWith(Sink.foreach(bytes -> brought.incrementAndGet()), testKit.system())
                .toCompletableFuture();
    }

    private Sink<ByteString, ?> takes(Duration pause) {
        Flow<ByteString, ByteString, NotUsed> all = Flow.of(ByteString.class);
        return (pause.isZero() ? all : all.throttle(1, pause)).to(Sink.foreach(bytes -> taken.incrementAndGet()));
    }

    private static Source<ByteString, ?> every(Duration pause) {
        return Source.tick(pause, pause, BYTES);
    }
}
