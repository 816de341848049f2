package com.mesaya.realtime.transport.websocket;

import com.mesaya.realtime.application.feed.FeedViewer;
import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.join.SectionSubscriptions.Subscription;
import com.mesaya.realtime.application.monitor.ConnectionMonitor;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.transport.feed.LiveConnection;
import com.mesaya.realtime.transport.feed.LiveMerge;
import com.mesaya.realtime.transport.frame.CloseReason;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SubscriptionWithCancelException;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/** Runs one connection: lets its viewer join, sends the beginning, answers the client's messages. See {@link ViewerHandler}. */
final class ViewerStage extends GraphStageLogic {

    private final Inlet<Message> in;
    private final Outlet<Message> out;
    private final Function<Materializer, ViewerConnection> connections;

    @SuppressWarnings("NullAway.Init") // exists before the first push or pull
    private ViewerConnection connection;

    @SuppressWarnings("NullAway.Init")
    private ViewerConnection.Parts parts;

    @SuppressWarnings("NullAway.Init")
    private ClientQueue toClient;

    private @Nullable CompletableFuture<Void> gone = new CompletableFuture<>();
    private @Nullable CompletionStage<JoinSection.Result> joining;
    private @Nullable Subscription subscription;
    private @Nullable LiveConnection live;
    private boolean answering;

    /** @param connections returns the connection whose stream a materializer runs */
    ViewerStage(FlowShape<Message, Message> shape, Function<Materializer, ViewerConnection> connections) {
        super(shape);
        this.in = shape.in();
        this.out = shape.out();
        this.connections = connections;
        setHandlers(in, out, new AbstractInOutHandler() {
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
                fail();
            }

            @Override
            public void onPull() {
                flush();
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                if (cause instanceof SubscriptionWithCancelException.NonFailureCancellation) {
                    completeStage();
                } else {
                    fail();
                }
            }
        });
    }

    /**
     * Opens the connection. The admission registers it, and from then on others may send to it and close it, so it has its mailbox
     * before. Only an admitted connection joins. The stage reads messages during the join, since a stage that doesn't read would
     * not notice that the client has disconnected.
     */
    @Override
    public void preStart() {
        connection = connections.apply(materializer());
        parts = connection.parts();
        toClient = new ClientQueue(parts.wire(), connection.stats());
        ViewerConnection.Opening opening = connection.begin(createAsyncCallback(action -> action.accept(this)));
        parts.monitor().connectionOpened(parts.kind());
        pull(in);
        opening.admit().apply(connection).ifPresentOrElse(this::close, () -> join(opening));
    }

    private void join(ViewerConnection.Opening opening) {
        joining = opening.join().apply(Objects.requireNonNull(gone, "it is here"));
        joining.thenAccept(ended -> connection.later(stage -> stage.onJoin(ended)));
    }

    private void onJoin(JoinSection.Result result) {
        joining = null;
        gone = null;
        ConnectionMonitor monitor = parts.monitor();
        if (toClient.isClosing()) {
            monitor.joinAbandoned();
            result.abandon();
        } else if (result instanceof JoinSection.Joined joined) {
            subscription = joined.subscription();
            monitor.joined();
            connection.stats().joined("joined");
            begin(Beginning.of(joined, parts.frames()));
        } else if (result instanceof JoinSection.Resumed resumed) {
            subscription = resumed.resumption().subscription();
            monitor.resumed();
            connection.stats().joined("resumed");
            begin(Beginning.of(resumed, parts.frames()));
        } else {
            var refused = (JoinSection.Refused) result;
            monitor.joinRefused(refused.code());
            connection.stats().joined(refused.code().name().toLowerCase(Locale.ROOT));
            close(Outbound.failing(refused.code(), refused.apiStatus()));
        }
    }

    /**
     * Sends the beginning, and hands the socket over to the section's feed. The line knows the viewer before the mark is sent,
     * since {@link LiveMerge} asks for it at the mark.
     */
    private void begin(Beginning beginning) {
        live = beginning.live(parts, connection.stats(), reason -> connection.later(stage -> stage.onFeedEnd(reason)));
        parts.line().expect(live);
        toClient.begin(beginning.frames());
        flush();
    }

    private void onMessage(Message message) {
        answering = true;
        CompletionStage<Outbound> answered = parts.reader().apply(message).thenCompose(parts.answer());
        CompletableFuture<Outbound> known = answered.toCompletableFuture();
        if (known.isDone() && !known.isCompletedExceptionally()) {
            onAnswer(known.join());
        } else {
            answered.whenComplete((outbound, failure) ->
                    connection.later(stage -> stage.onAnswer(failure == null ? outbound : null)));
        }
    }

    /** @param outbound null if the message was incomplete */
    private void onAnswer(@Nullable Outbound outbound) {
        answering = false;
        if (outbound == null) {
            fail();
        } else if (outbound.close() != null) {
            close(outbound);
        } else {
            toClient.add(outbound);
            flush();
            finishIfDone();
        }
    }

    private void onFeedEnd(FeedViewer.End reason) {
        switch (reason) {
            case OUT_OF_REACH ->
                // When a node dies, all viewers of its sections lose their subscription at once.
                parts.returning()
                        .turn()
                        .thenRun(() ->
                                connection.later(stage -> stage.close(Outbound.closing(CloseReason.OUT_OF_REACH))));
            case OVERFLOWED -> close(Outbound.closing(CloseReason.OVERFLOWED));
            case SECTION_DELETED -> close(Outbound.closing(CloseReason.SECTION_DELETED));
        }
    }

    /** Sends the client a frame once the connection has begun. */
    void notice(Frame frame) {
        toClient.add(Outbound.of(frame));
        flush();
    }

    /** Sends the last frames, and completes after them. A repeated call has no effect. */
    void close(Outbound last) {
        if (!toClient.isClosing()) {
            toClient.close(last);
            flush();
        }
    }

    private void fail() {
        connection.stats().failed();
        completeStage();
    }

    private void flush() {
        if (isAvailable(out)) {
            Message next = toClient.poll();
            if (next != null) {
                push(out, next);
            }
        }
        if (toClient.isOver()) {
            completeStage();
        } else {
            readOn();
        }
    }

    /** Reads the next message, unless the client doesn't read its answers. */
    private void readOn() {
        if (toClient.hasRoom() && !answering && !isClosed(in) && !hasBeenPulled(in)) {
            pull(in);
        }
    }

    /** Finishes when the client will send nothing more, without waiting for the beginning. */
    private void finishIfDone() {
        if (isClosed(in) && !answering && !toClient.isClosing()) {
            toClient.finish();
            flush();
        }
    }

    @Override
    public void postStop() {
        connection.stop();
        if (joining != null) {
            parts.monitor().joinAbandoned();
            joining.thenAccept(JoinSection.Result::abandon);
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
        connection.end();
    }
}
