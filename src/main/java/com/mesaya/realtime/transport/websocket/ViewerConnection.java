package com.mesaya.realtime.transport.websocket;

import com.mesaya.realtime.application.feed.FeedViewer;
import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.join.SectionSubscriptions.Resumption;
import com.mesaya.realtime.application.join.SectionSubscriptions.Subscription;
import com.mesaya.realtime.application.monitor.ConnectionMonitor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.transport.admission.Pace;
import com.mesaya.realtime.transport.feed.Feeds;
import com.mesaya.realtime.transport.feed.Line;
import com.mesaya.realtime.transport.feed.LiveConnection;
import com.mesaya.realtime.transport.feed.LiveMerge;
import com.mesaya.realtime.transport.frame.CloseReason;
import com.mesaya.realtime.transport.frame.ConnectionStats;
import com.mesaya.realtime.transport.frame.Frames;
import com.mesaya.realtime.transport.frame.WireFormat;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SubscriptionWithCancelException;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection to a section; {@link Handler} is the handler of its WebSocket.
 *
 * <pre>
 * the client's messages ─▶ answers ─▶ (once it has begun) ─────────────────────┐
 * session.expiring, close ────────────────────────────────────────────────────┤
 *            ┌─ refused ─▶ error, close ──────────────────────────────────────┼─▶ to the client
 * join ──────┼─ joined ──▶ snapshot, holds ──┐                                │
 *            └─ resumed ─▶ section.resumed ──┴─▶ {@link LiveMerge#HAND_OVER} ─┘
 * </pre>
 *
 * After the hand-over the section's feed writes the live events, and this stage is idle until the client sends a message or the
 * connection is closed. To be run once; its methods are thread-safe.
 */
final class ViewerConnection {

    private static final String FAILED = "failure";

    /** The number of answers that may wait for the beginning before reading stops. */
    private static final int HELD_BACK = 32;

    /**
     * The parts of a connection.
     *
     * @param join lets the viewer join; the given stage completes when the client has disconnected
     * @param answer answers one message of the client after the other
     * @param reader reads a complete message
     * @param whenBegun runs when the connection is open, and may refuse it
     * @param returning the rate at which viewers are sent for a new snapshot after their section has lost its log
     */
    record Parts(
            SectionId section,
            Function<CompletionStage<?>, CompletionStage<JoinSection.Result>> join,
            Function<Message, CompletionStage<Inbound>> reader,
            Function<Inbound, CompletionStage<Outbound>> answer,
            Frames frames,
            Line line,
            Feeds feeds,
            Pace returning,
            ConnectionMonitor monitor,
            Function<ViewerConnection, Optional<Outbound>> whenBegun) {}

    private final SectionId section;
    private final Function<Message, CompletionStage<Inbound>> reader;
    private final Function<Inbound, CompletionStage<Outbound>> answer;
    private final Frames frames;
    private final Feeds feeds;
    private final Pace returning;
    private final ConnectionMonitor monitor;
    private final ConnectionStats stats;
    private final Line line;
    private @Nullable Parts starting;
    private volatile @Nullable AsyncCallback<Consumer<Handler.Logic>> mailbox;
    private @Nullable CompletableFuture<Void> ended;
    private Runnable whenOver = () -> {};
    private boolean over;

    ViewerConnection(Parts parts) {
        this.starting = parts;
        this.section = parts.section();
        this.reader = parts.reader();
        this.answer = parts.answer();
        this.frames = parts.frames();
        this.feeds = parts.feeds();
        this.returning = parts.returning();
        this.monitor = parts.monitor();
        this.line = parts.line();
        this.stats = new ConnectionStats(monitor, Instant.now());
    }

    /** Returns the parts for the start, once: they contain the client's token, which must not stay in memory. */
    private Parts start() {
        Parts its = Objects.requireNonNull(starting, "a connection is run once");
        starting = null;
        return its;
    }

    ConnectionStats stats() {
        return stats;
    }

    Line line() {
        return line;
    }

    /** Sends the client a frame besides its events, once the connection has begun. */
    void send(Frame frame) {
        later(logic -> logic.notice(frame));
    }

    /** Closes the connection after the frames already under way; completes when the connection has ended. */
    CompletionStage<Void> close(Outbound last) {
        later(logic -> logic.close(last));
        return ended();
    }

    private synchronized CompletionStage<Void> ended() {
        CompletableFuture<Void> known = ended;
        if (known == null) {
            known = over ? CompletableFuture.completedFuture(null) : new CompletableFuture<>();
            ended = known;
        }
        return known;
    }

    /** Runs the action when the connection has ended. To be called before that, once. */
    void whenOver(Runnable action) {
        whenOver = action;
    }

    private synchronized void end() {
        over = true;
        whenOver.run();
        if (ended != null) {
            ended.complete(null);
        }
    }

    private void later(Consumer<Handler.Logic> action) {
        AsyncCallback<Consumer<Handler.Logic>> to = mailbox;
        if (to != null) {
            to.invoke(action);
        }
    }

    /**
     * The handler of WebSockets. All connections share it, so Pekko HTTP builds the stages around it once. Each stage finds its
     * connection when it starts.
     */
    static final class Handler extends GraphStage<FlowShape<Message, Message>> {

        private final Inlet<Message> in = Inlet.create("ViewerConnection.in");
        private final Outlet<Message> out = Outlet.create("ViewerConnection.out");
        private final FlowShape<Message, Message> shape = FlowShape.of(in, out);
        private final Function<Materializer, ViewerConnection> connections;

        /** @param connections returns the connection whose stream a materializer runs */
        Handler(Function<Materializer, ViewerConnection> connections) {
            this.connections = connections;
        }

        @Override
        public FlowShape<Message, Message> shape() {
            return shape;
        }

        @Override
        public GraphStageLogic createLogic(Attributes attributes) {
            return new Logic();
        }

        private final class Logic extends GraphStageLogic {

            private final Queue<Message> toClient = new ArrayDeque<>(4);

            @SuppressWarnings("NullAway.Init") // exists before the first push or pull
            private ViewerConnection connection;

            private @Nullable List<Outbound> heldBack = new ArrayList<>(0);
            private @Nullable CompletableFuture<Void> gone = new CompletableFuture<>();
            private @Nullable CompletionStage<JoinSection.Result> joining;
            private @Nullable Subscription subscription;
            private @Nullable LiveConnection live;
            private boolean answering;
            private boolean closing;

            Logic() {
                super(shape);
                setHandler(in, new AbstractInHandler() {
                    @Override
                    public void onPush() {
                        onMessage(grab(in));
                    }

                    @Override
                    public void onUpstreamFinish() {
                        finishIfDone();
                    }

                    @Override
                    public void onUpstreamFailure(Throwable failure) {
                        connection.stats.closedBy(FAILED);
                        completeStage();
                    }
                });
                setHandler(out, new AbstractOutHandler() {
                    @Override
                    public void onPull() {
                        flush();
                    }

                    @Override
                    public void onDownstreamFinish(Throwable cause) {
                        if (!(cause instanceof SubscriptionWithCancelException.NonFailureCancellation)) {
                            connection.stats.closedBy(FAILED);
                        }
                        completeStage();
                    }
                });
            }

            @Override
            public void preStart() {
                connection = connections.apply(materializer());
                Parts its = connection.start();
                connection.mailbox = createAsyncCallback(action -> action.accept(this));
                connection.monitor.connectionOpened();
                pull(in);
                its.whenBegun().apply(connection).ifPresentOrElse(this::close, () -> join(its));
            }

            private void join(Parts its) {
                CompletionStage<JoinSection.Result> result =
                        its.join().apply(Objects.requireNonNull(gone, "it is here"));
                joining = result;
                result.thenAccept(ended -> connection.later(logic -> logic.onJoin(ended)));
            }

            private void onJoin(JoinSection.Result result) {
                joining = null;
                gone = null;
                if (closing) {
                    connection.monitor.joinAbandoned();
                    giveUp(result);
                } else if (result instanceof JoinSection.Joined joined) {
                    subscription = joined.subscription();
                    connection.monitor.joined();
                    connection.stats.joined("joined");
                    begin(
                            connection.frames.joined(joined, Instant.now()),
                            joined.snapshot().versions(),
                            joined.barrierEnd());
                } else if (result instanceof JoinSection.Resumed resumed) {
                    Resumption resumption = resumed.resumption();
                    subscription = resumption.subscription();
                    connection.monitor.resumed();
                    connection.stats.joined("resumed");
                    begin(
                            connection.frames.resumed(resumption.subscription()),
                            resumption.versions(),
                            resumption.barrierEnd());
                } else {
                    var refused = (JoinSection.Refused) result;
                    connection.monitor.joinRefused(refused.code());
                    connection.stats.joined(refused.code().name().toLowerCase(Locale.ROOT));
                    close(Outbound.failing(refused.code(), refused.apiStatus()));
                }
            }

            private void begin(List<Frame> beginning, Map<EntityKey, Instant> versions, long barrierEnd) {
                live = new LiveConnection(
                        connection.line,
                        connection.feeds.join(connection.section),
                        Objects.requireNonNull(subscription, "it has joined"),
                        versions,
                        barrierEnd,
                        connection.frames.form(),
                        connection.stats,
                        reason -> connection.later(logic -> logic.onFeedEnd(reason)));
                connection.line.expect(live);
                put(new Outbound(beginning, null));
                toClient.add(BinaryMessage.create(LiveMerge.HAND_OVER));
                answerWhatWasHeldBack();
                flush();
            }

            /** Sends the answers that waited for the snapshot, which comes first (contract, section 1). */
            private void answerWhatWasHeldBack() {
                List<Outbound> answers = heldBack;
                heldBack = null;
                if (answers != null) {
                    answers.forEach(this::put);
                }
            }

            private void onMessage(Message message) {
                answering = true;
                CompletionStage<Outbound> answered =
                        connection.reader.apply(message).thenCompose(connection.answer);
                CompletableFuture<Outbound> known = answered.toCompletableFuture();
                if (known.isDone() && !known.isCompletedExceptionally()) {
                    onAnswer(known.join());
                } else {
                    answered.whenComplete((outbound, failure) ->
                            connection.later(logic -> logic.onAnswer(failure == null ? outbound : null)));
                }
            }

            /** @param outbound null if the message was incomplete */
            private void onAnswer(@Nullable Outbound outbound) {
                answering = false;
                List<Outbound> held = heldBack;
                if (outbound == null) {
                    connection.stats.closedBy(FAILED);
                    completeStage();
                    return;
                }
                if (outbound.close() != null) {
                    close(outbound);
                    return;
                }
                if (held != null) {
                    held.add(outbound);
                } else {
                    put(outbound);
                }
                flush();
                finishIfDone();
            }

            private void notice(Frame frame) {
                if (heldBack == null) {
                    put(Outbound.of(frame));
                } else {
                    heldBack.add(Outbound.of(frame));
                }
                flush();
            }

            private void close(Outbound last) {
                if (closing) {
                    return;
                }
                put(last);
                closing = true;
                flush();
            }

            private void onFeedEnd(FeedViewer.End reason) {
                switch (reason) {
                    case OUT_OF_REACH ->
                        // When a node dies, all viewers of its sections lose their subscription at once.
                        connection
                                .returning
                                .turn()
                                .thenRun(() -> connection.later(
                                        logic -> logic.close(Outbound.closing(CloseReason.OUT_OF_REACH))));
                    case OVERFLOWED -> close(Outbound.closing(CloseReason.OVERFLOWED));
                    case SECTION_DELETED -> close(Outbound.closing(CloseReason.SECTION_DELETED));
                }
            }

            private void put(Outbound outbound) {
                if (closing) {
                    return;
                }
                if (!outbound.frames().isEmpty()) {
                    connection.stats.sent(outbound.frames().size(), Instant.now());
                    toClient.add(BinaryMessage.create(WireFormat.textFrames(outbound.frames())));
                }
                if (outbound.close() != null) {
                    connection.stats.closedBy(outbound.close().label());
                    toClient.add(BinaryMessage.create(WireFormat.closeFrame(outbound.close())));
                }
            }

            private void flush() {
                if (isAvailable(out) && !toClient.isEmpty()) {
                    push(out, toClient.remove());
                }
                if (toClient.isEmpty() && closing) {
                    completeStage();
                } else {
                    readOn();
                }
            }

            /** Reads the next message, unless the client doesn't read its answers. */
            private void readOn() {
                boolean hasRoom = toClient.isEmpty() && (heldBack == null || heldBack.size() < HELD_BACK);
                if (hasRoom && !answering && !isClosed(in) && !hasBeenPulled(in)) {
                    pull(in);
                }
            }

            /** Finishes when the client will send nothing more, without waiting for the beginning. */
            private void finishIfDone() {
                if (isClosed(in) && !answering && !closing) {
                    answerWhatWasHeldBack();
                    closing = true;
                    flush();
                }
            }

            @Override
            public void postStop() {
                connection.mailbox = null;
                if (joining != null) {
                    connection.monitor.joinAbandoned();
                    joining.thenAccept(Logic::giveUp);
                }
                if (gone != null) {
                    gone.complete(null);
                }
                if (subscription != null) {
                    subscription.close();
                }
                if (live != null) {
                    live.silence();
                }
                if (connection.line.hasFailed()) {
                    connection.stats.closedBy(FAILED);
                }
                connection.monitor.connectionClosed(connection.stats.closedBy());
                connection.end();
            }

            /** Ends the subscription of a viewer that disconnects before it gets the result. */
            private static void giveUp(JoinSection.Result result) {
                if (result instanceof JoinSection.Joined joined) {
                    joined.subscription().abandon();
                } else if (result instanceof JoinSection.Resumed resumed) {
                    resumed.resumption().subscription().abandon();
                }
            }
        }
    }
}
