package com.mesaya.realtime.transport.feed;

import com.mesaya.realtime.application.feed.FeedViewer;
import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.application.join.SectionSubscriptions.Subscription;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.transport.frame.ConnectionStats;
import com.mesaya.realtime.transport.frame.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.io.TcpMessage;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose socket the section's feed writes to. The feed's actor owns it, except that the connection's stream calls {@link
 * #begin}, {@link #writeControl}, {@link #silence} and {@link #leave}, which forward the call to that actor.
 */
public final class LiveConnection extends FeedViewer {

    private final Line line;
    private final Feeds.Membership feed;
    private final Subscription subscription;
    private final Wire wire;
    private final ConnectionStats stats;
    private final Consumer<End> whenEnded;
    private final FeedActor.Taken taken = new FeedActor.Taken(this);
    private final List<FeedActor.Control> waiting = new ArrayList<>(0);
    private final List<FeedActor.Control> underWay = new ArrayList<>(0);
    private @Nullable ActorRef socket;
    private @Nullable Turn turn;
    private @Nullable ByteString rest;

    public LiveConnection(
            Line line,
            Feeds.Membership feed,
            Subscription subscription,
            Map<EntityKey, Instant> versions,
            long barrierEnd,
            Wire wire,
            ConnectionStats stats,
            Consumer<End> whenEnded) {
        super(subscription.start(), versions, barrierEnd);
        this.line = line;
        this.feed = feed;
        this.subscription = subscription;
        this.wire = wire;
        this.stats = stats;
        this.whenEnded = whenEnded;
    }

    /** Makes the feed the socket's only writer. */
    void begin(ActorRef itsSocket) {
        feed.tell(new FeedActor.Attach(this, itsSocket));
    }

    /**
     * Writes a control frame, or a frame of the connection itself, in order with the events.
     *
     * @param last whether nothing follows it
     * @param replyTo gets a message when the socket has accepted the frame; null for no message
     */
    void writeControl(ByteString frame, boolean last, @Nullable ActorRef replyTo) {
        feed.tell(new FeedActor.Control(this, frame, last, replyTo));
    }

    /** Stops the events; the feed still writes the connection's own frames. */
    public void silence() {
        feed.tell(new FeedActor.Silence(this));
    }

    /** Leaves the feed, since the connection has ended. To be called once. */
    void leave() {
        feed.tell(new FeedActor.Detach(this));
        feed.leave();
    }

    /** Ends the connection without a close frame. */
    void abort() {
        line.fail("The section's feed has failed");
    }

    void attach(ActorRef itsSocket, Turn itsTurn) {
        socket = itsSocket;
        turn = itsTurn;
    }

    void addControl(FeedActor.Control control) {
        waiting.add(control);
    }

    @Override
    protected boolean hasControlFrames() {
        return !waiting.isEmpty();
    }

    @Override
    protected void write(LiveBatch batch) {
        Turn now = Objects.requireNonNull(turn, "it is attached");
        ByteString bytes = batch.isEmpty() ? ByteString.emptyByteString() : wire.events(batch, now.frames(), now.now());
        for (FeedActor.Control control : waiting) {
            bytes = bytes.concat(line.coded(control.frame(), control.last()));
        }
        underWay.addAll(waiting);
        waiting.clear();
        if (!batch.isEmpty()) {
            stats.delivered(batch, now.now());
        }
        write(bytes, now);
    }

    private void write(ByteString bytes, Turn now) {
        ByteString slice = bytes;
        if (bytes.size() > LiveMerge.SLICE_BYTES) {
            slice = bytes.take(LiveMerge.SLICE_BYTES);
            rest = bytes.drop(LiveMerge.SLICE_BYTES);
        } else {
            rest = null;
        }
        line.began(now.nanos());
        Objects.requireNonNull(socket, "it is attached").tell(TcpMessage.write(slice, taken), now.self());
    }

    /** Records that the socket accepted the last write. @return whether that write is complete */
    boolean hasTakenAll() {
        Turn now = Objects.requireNonNull(turn, "it is attached");
        line.took(now.nanos());
        if (rest != null) {
            write(rest, now);
            return false;
        }
        for (FeedActor.Control control : underWay) {
            if (control.replyTo() != null) {
                control.replyTo().tell(LiveMerge.Written.INSTANCE, now.self());
            }
        }
        underWay.clear();
        return true;
    }

    @Override
    protected void fetchAlone(Cursor from, boolean catchesUp) {
        subscription.reached(from.sequence());
        subscription
                .fetch(from, catchesUp)
                .whenComplete((fetched, failure) -> feed.tell(new FeedActor.FetchedAlone(this, fetched)));
    }

    /** Reports the viewer's cursor to the section. */
    void report() {
        subscription.reached(cursor().sequence());
    }

    @Override
    public void end(End reason) {
        whenEnded.accept(reason);
    }

    @Override
    protected void leftOut(long conflated, long missed) {
        stats.leftOut(conflated, missed);
    }
}
