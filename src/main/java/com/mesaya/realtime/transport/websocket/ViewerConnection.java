package com.mesaya.realtime.transport.websocket;

import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.monitor.ConnectionKind;
import com.mesaya.realtime.application.monitor.ConnectionMonitor;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.transport.admission.Pace;
import com.mesaya.realtime.transport.feed.Feeds;
import com.mesaya.realtime.transport.feed.Line;
import com.mesaya.realtime.transport.frame.ConnectionStats;
import com.mesaya.realtime.transport.frame.Frames;
import com.mesaya.realtime.transport.frame.Wire;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.jspecify.annotations.Nullable;

/** One client's connection to a section, which a {@link ViewerStage} runs once. Thread-safe. */
final class ViewerConnection {

    /**
     * The parts of a connection.
     *
     * @param reader reads a complete message
     * @param answer answers one message of the client after the other
     * @param returning the rate at which viewers are sent for a new snapshot after their section has lost its log
     */
    record Parts(
            ConnectionKind kind,
            SectionId section,
            Function<Message, CompletionStage<Inbound>> reader,
            Function<Inbound, CompletionStage<Outbound>> answer,
            Frames frames,
            Wire wire,
            Line line,
            Feeds feeds,
            Pace returning,
            ConnectionMonitor monitor) {}

    /**
     * The first steps of a connection.
     *
     * @param admit registers the open connection, and may refuse it
     * @param join lets the viewer join; the given stage completes when the client has disconnected
     */
    record Opening(
            Function<ViewerConnection, Optional<Outbound>> admit,
            Function<CompletionStage<?>, CompletionStage<JoinSection.Result>> join) {}

    private final Parts parts;
    private final ConnectionStats stats;
    private @Nullable Opening opening;
    private volatile @Nullable AsyncCallback<Consumer<ViewerStage>> mailbox;
    private @Nullable CompletableFuture<Void> ended;
    private Runnable whenOver = () -> {};
    private boolean over;

    ViewerConnection(Parts parts, Opening opening) {
        this.parts = parts;
        this.opening = opening;
        this.stats = new ConnectionStats(parts.monitor(), Instant.now());
    }

    Parts parts() {
        return parts;
    }

    ConnectionStats stats() {
        return stats;
    }

    Line line() {
        return parts.line();
    }

    /** Sends the client a frame besides its events, once the connection has begun. */
    void send(Frame frame) {
        later(stage -> stage.notice(frame));
    }

    /** Closes the connection after the frames already under way; completes when the connection has ended. */
    CompletionStage<Void> close(Outbound last) {
        later(stage -> stage.close(last));
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

    /**
     * Begins to pass actions to the stage.
     *
     * @return the first steps, once: they contain the client's token, which must not stay in memory
     */
    Opening begin(AsyncCallback<Consumer<ViewerStage>> stagesMailbox) {
        Opening its = Objects.requireNonNull(opening, "a connection is run once");
        opening = null;
        mailbox = stagesMailbox;
        return its;
    }

    /** Runs an action in the stage, if it runs. */
    void later(Consumer<ViewerStage> action) {
        AsyncCallback<Consumer<ViewerStage>> to = mailbox;
        if (to != null) {
            to.invoke(action);
        }
    }

    /** Passes no more actions to the stage. */
    void stop() {
        mailbox = null;
    }

    /** Completes the connection, and counts its end when it takes no place any more. */
    void end() {
        if (parts.line().hasFailed()) {
            stats.failed();
        }
        complete();
        parts.monitor().connectionClosed(parts.kind(), stats.closedBy());
    }

    private synchronized void complete() {
        over = true;
        whenOver.run();
        if (ended != null) {
            ended.complete(null);
        }
    }
}
