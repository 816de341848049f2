package com.mesaya.realtime.transport;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.application.JoinSection;
import com.mesaya.realtime.application.SectionSubscriptions;
import com.mesaya.realtime.application.SnapshotGate;
import com.mesaya.realtime.application.SnapshotSource;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.ResumePoint;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.infrastructure.auth.SignedCursors;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.typesafe.config.ConfigFactory;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SectionConnectionTest {

    private static final ActorTestKit TEST_KIT =
            ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local"));
    private static final Cursor START = new Cursor(1, 0);
    private static final UUID PLACE = new UUID(1, 2);
    private static final Outbound PONG = Outbound.of(Frame.of("pong", "{}".getBytes(UTF_8)));

    private final Queue<Fetched> fetched = new ArrayDeque<>();
    private boolean timed;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger heard = new AtomicInteger();
    private final CompletableFuture<Void> apiAnswers = new CompletableFuture<>();

    @SuppressWarnings("NullAway.Init")
    private SectionConnection connection;

    @SuppressWarnings("NullAway.Init")
    private BoundedSourceQueue<Inbound> said;

    private final AtomicReference<SnapshotSource.Answer> answer = new AtomicReference<>(found());

    @AfterAll
    static void endSystem() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void closesWhoLagsTooFarBehindIfThatIsThePolicy() {
        fetched.add(Fetched.Overflowed.INSTANCE);

        apiAnswers.complete(null);
        SinkQueueWithCancel<Outbound> out = run(false);

        assertThat(texts(pull(out))).containsExactly("{\"event\":\"section.snapshot\",\"payload\":{}}");
        assertThat(pull(out).close()).isEqualTo(CloseReason.OVERFLOWED);
        await().untilTrue(closed);
    }

    @Test
    void closesWhoseCursorIsOutOfReach() {
        fetched.add(Fetched.OutOfReach.INSTANCE);

        apiAnswers.complete(null);
        SinkQueueWithCancel<Outbound> out = run(false);

        pull(out);
        assertThat(pull(out).close()).isEqualTo(CloseReason.OUT_OF_REACH);
    }

    @Test
    void saysHowManyEventsWereDroppedBeforeItGoesOn() {
        LogEntry entry = new LogEntry(4, Events.updated("1").version(1).event(), Events.NOON);
        fetched.add(new Fetched.Batch(List.of(entry), START.at(4), 0, 3, 4));

        apiAnswers.complete(null);
        SinkQueueWithCancel<Outbound> out = run(true);

        pull(out);
        assertThat(texts(pull(out)))
                .satisfiesExactly(
                        gap -> assertThat(gap)
                                .startsWith("{\"event\":\"section.gap\",\"payload\":{\"missed\":3},\"cursor\":\""),
                        event -> assertThat(event)
                                .startsWith("{\"event\":\"table.updated\",")
                                .contains(",\"cursor\":\""));
    }

    @Test
    void tellsWhoAsksWhenARecordWasWritten() {
        var origin = new Origin("mesa-ya.tables.updated", 0, 1, Events.NOON);
        var known = Events.updated("1").version(1).from(origin).event();
        var unknown = Events.updated("2").version(1).event();
        fetched.add(new Fetched.Batch(
                List.of(new LogEntry(1, known, Events.NOON), new LogEntry(2, unknown, Events.NOON)),
                START.at(2),
                0,
                0,
                2));
        timed = true;

        apiAnswers.complete(null);
        SinkQueueWithCancel<Outbound> out = run(true);

        assertThat(texts(pull(out))).noneMatch(frame -> frame.contains("recordedAtMs"));
        assertThat(texts(pull(out)))
                .satisfiesExactly(
                        event -> assertThat(event)
                                .contains(",\"recordedAtMs\":" + Events.NOON.toEpochMilli() + ",\"cursor\":\""),
                        event -> assertThat(event).doesNotContain("recordedAtMs"));
    }

    @Test
    void isStalledAsLongAsTheSocketTakesNothing() {
        fetched.add(new Fetched.Batch(
                List.of(new LogEntry(1, Events.updated("1").version(1).event(), Events.NOON)), START.at(1), 0, 0, 1));
        fetched.add(new Fetched.Batch(
                List.of(new LogEntry(2, Events.updated("1").version(2).event(), Events.NOON)), START.at(2), 0, 0, 2));
        apiAnswers.complete(null);
        SinkQueueWithCancel<Outbound> out = run(false);

        await().until(this::isStalled);
        pull(out);
        pull(out);
        pull(out);

        await().until(() -> !isStalled());
    }

    private boolean isStalled() {
        return connection.tally().isStalled(Instant.now().plusSeconds(60));
    }

    @Test
    void givesItsPlaceUpWhenTheClientIsGone() {
        apiAnswers.complete(null);
        SinkQueueWithCancel<Outbound> out = run(false);
        pull(out);

        out.cancel();

        await().untilTrue(closed);
    }

    @Test
    void answersWhatIsSaidAfterTheSnapshotOnly() {
        SinkQueueWithCancel<Outbound> out = run(false);
        said.offer(new Inbound.Text("ping"));

        apiAnswers.complete(null);

        assertThat(texts(pull(out))).containsExactly("{\"event\":\"section.snapshot\",\"payload\":{}}");
        assertThat(pull(out)).isEqualTo(PONG);
    }

    @Test
    void endsWhenAClientThatHasSaidSomethingIsGoneBeforeItsSnapshot() {
        SinkQueueWithCancel<Outbound> out = run(false);
        said.offer(new Inbound.Text("ping"));

        said.complete();

        assertThat(pull(out)).isEqualTo(PONG);
        assertThat(pullAnything(out)).isEmpty();
        await().until(() -> connection.ended().toCompletableFuture().isDone());
    }

    @Test
    void hearsAClientThatSaysMuchBeforeItsSnapshot() {
        SinkQueueWithCancel<Outbound> out = run(false);
        for (int message = 0; message < 20; message++) {
            said.offer(new Inbound.Text("ping"));
        }

        await().until(() -> heard.get() == 20);
        apiAnswers.complete(null);

        assertThat(texts(pull(out))).containsExactly("{\"event\":\"section.snapshot\",\"payload\":{}}");
        for (int message = 0; message < 20; message++) {
            assertThat(pull(out)).isEqualTo(PONG);
        }
    }

    @Test
    void tellsNotesBesideTheEvents() {
        apiAnswers.complete(null);
        SinkQueueWithCancel<Outbound> out = run(false);
        pull(out);

        connection.tell(Frame.of("note", "{}".getBytes(UTF_8)));

        assertThat(texts(pull(out))).containsExactly("{\"event\":\"note\",\"payload\":{}}");
    }

    @Test
    void endsWithTheLastThingItIsToldToSay() {
        apiAnswers.complete(null);
        SinkQueueWithCancel<Outbound> out = run(false);
        pull(out);

        var ended = connection.close(Outbound.failing(ErrorCode.TOKEN_EXPIRED));

        assertThat(pull(out).close()).isEqualTo(CloseReason.TOKEN_EXPIRED);
        assertThat(pullAnything(out)).isEmpty();
        await().until(() -> ended.toCompletableFuture().isDone());
        assertThat(closed).isTrue();
    }

    @Test
    void endsWhenTheClientIsThroughWithIt() {
        apiAnswers.complete(null);
        SinkQueueWithCancel<Outbound> out = run(false);
        pull(out);

        said.fail(new IllegalStateException("the line broke"));

        assertThat(pullAnything(out)).isEmpty();
        await().untilTrue(closed);
    }

    @Test
    void letsGoOfTheSnapshotOnceItIsSent() {
        apiAnswers.complete(null);
        SinkQueueWithCancel<Outbound> out = run(false);
        var snapshot = new WeakReference<>(pull(out).frames().get(0));
        answer.set(new SnapshotSource.Unavailable(ErrorCode.INTERNAL));

        await().until(() -> {
            System.gc();
            return snapshot.get() == null;
        });
        out.cancel();
    }

    private static SnapshotSource.Answer found() {
        return new SnapshotSource.Found(new Snapshot(Frame.of(Snapshot.EVENT, "{}".getBytes(UTF_8)), Map.of()));
    }

    private SinkQueueWithCancel<Outbound> run(boolean resumable) {
        var join = new JoinSection(
                new FakeSubscriptions(),
                (section, token, client) -> apiAnswers.thenApply(now -> answer.get()),
                new SnapshotGate(new SnapshotGate.Limits(1, 0, Duration.ZERO), Runnable::run));
        var frames = new Frames(
                Events.SECTION,
                new Viewer("ana", Set.of(), Set.of(), null),
                resumable,
                timed,
                new SignedCursors("secret".getBytes(UTF_8)),
                InstantSource.system());
        var request = new JoinSection.Request(
                Events.SECTION, "jwt", InetAddress.getLoopbackAddress(), null, resumable, Optional.empty());
        connection = new SectionConnection(
                join, request, frames, new PrometheusMonitor(), InstantSource.system(), new Pace(500));
        var running = Source.<Inbound>queue(32)
                .viaMat(
                        connection.flow(message -> {
                            heard.incrementAndGet();
                            return CompletableFuture.completedStage(PONG);
                        }),
                        Keep.left())
                .toMat(Sink.<Outbound>queue(1).addAttributes(Attributes.inputBuffer(1, 1)), Keep.both())
                .run(TEST_KIT.system());
        said = running.first();
        return running.second();
    }

    private static Outbound pull(SinkQueueWithCancel<Outbound> out) {
        return pullAnything(out).orElseThrow();
    }

    private static Optional<Outbound> pullAnything(SinkQueueWithCancel<Outbound> out) {
        return out.pull()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static List<String> texts(Outbound outbound) {
        return outbound.frames().stream()
                .map(frame -> new String(frame.bytes(), UTF_8))
                .toList();
    }

    private final class FakeSubscriptions implements SectionSubscriptions {

        @Override
        public CompletionStage<Subscription> subscribe(SectionId section) {
            return CompletableFuture.completedStage(new FakeSubscription());
        }

        @Override
        public CompletionStage<Optional<Resumption>> resume(SectionId section, ResumePoint point) {
            return CompletableFuture.completedStage(Optional.empty());
        }
    }

    private final class FakeSubscription implements SectionSubscriptions.Subscription {

        @Override
        public UUID id() {
            return PLACE;
        }

        @Override
        public Cursor start() {
            return START;
        }

        @Override
        public List<LogEntry> holds() {
            return List.of();
        }

        @Override
        public CompletionStage<Boolean> show(Snapshot snapshot) {
            return CompletableFuture.completedStage(true);
        }

        @Override
        public void makeResumable(Map<EntityKey, Instant> versions) {}

        @Override
        public CompletionStage<Fetched> fetch(Cursor cursor) {
            Fetched next = fetched.poll();
            return next == null ? new CompletableFuture<>() : CompletableFuture.completedStage(next);
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
