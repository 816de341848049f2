package com.mesaya.realtime.transport.feed;

import com.mesaya.realtime.transport.compression.GzipStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the activity of one connection, and refers to its {@link LiveMerge}. A client counts as active as long as it sends data, if
 * only a pong, and as long as its socket accepts data after a wait: on a slow line a ping may arrive later than the idle timeout
 * (docs/decisions/0018). The client of an event stream has nothing to send, and counts as active as long as the system keeps its
 * connection.
 *
 * <p>The socket has one writer at a time: first the connection's own stream, then the section's feed. The heartbeat reads the state
 * that both write, and runs in one thread.
 */
public final class Line {

    private final Heartbeat heartbeat;
    private final Runnable whenClosed;
    private volatile @Nullable ActorRef stage;
    private volatile @Nullable LiveConnection live;
    private volatile @Nullable Runnable onBeat;
    private volatile @Nullable Carrier carrier;
    private volatile boolean failed;
    private volatile boolean heard;
    private boolean closed;
    private volatile int inflatesUpTo;
    private volatile @Nullable GzipStream gzip;
    private volatile int begun;
    private volatile int taken;
    private long begunNanos;

    private int takenBefore;
    private int begunBefore;
    private long untakenTicks;
    private long unsentTicks;
    private long silentTicks;

    /** @param whenClosed runs once when the connection has ended */
    public Line(Heartbeat heartbeat, Runnable whenClosed) {
        this.heartbeat = heartbeat;
        this.whenClosed = whenClosed;
    }

    /** Records that the connection's stream runs, and the actor of its stage. */
    void open(ActorRef itsStage) {
        stage = itsStage;
        heartbeat.add(this);
    }

    /** Records that the connection has ended. */
    void close() {
        heartbeat.remove(this);
        stage = null;
        onBeat = null;
        closed = true;
        LiveConnection viewer = live;
        if (viewer != null) {
            viewer.leave();
        }
        whenClosed.run();
    }

    /** Adds an action that runs at each beat. */
    public void onBeat(Runnable action) {
        onBeat = action;
    }

    /**
     * Registers the viewer that gets live events as soon as the stream hands over the socket. The viewer leaves its feed when the line
     * is closed.
     */
    public void expect(LiveConnection viewer) {
        if (closed) {
            viewer.leave();
        } else {
            live = viewer;
        }
    }

    @Nullable
    public LiveConnection live() {
        return live;
    }

    /**
     * Allows the client to compress its messages.
     *
     * @param maxBytes the limit of a decompressed message
     */
    public void inflate(int maxBytes) {
        inflatesUpTo = maxBytes;
    }

    /** Returns the limit of a decompressed message; 0 if the client may not compress its messages. */
    int inflatesUpTo() {
        return inflatesUpTo;
    }

    /** Codes the event stream that the connection will carry. */
    public void compress(GzipStream stream) {
        gzip = stream;
    }

    /**
     * Returns the bytes to write for a frame other than the feed's events. To be called by the socket's only writer, in order.
     *
     * @param last whether nothing follows the frame
     */
    ByteString coded(ByteString frame, boolean last) {
        GzipStream its = gzip;
        if (its == null) {
            return frame;
        }
        return last ? its.end(frame) : its.add(frame);
    }

    /** Records that the connection is a WebSocket or an event stream from now on. */
    void carries(Carrier itsCarrier) {
        carrier = itsCarrier;
    }

    /** Records that the client has sent data. */
    void heard() {
        if (!heard) {
            heard = true;
        }
    }

    /** Records that the socket's only writer begins a write. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer at a time
    void began(long nowNanos) {
        begunNanos = nowNanos;
        begun++;
    }

    /** Records that the socket accepted that write. A repeated call has no effect. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer at a time
    void took(long nowNanos) {
        if (taken == begun) {
            return;
        }
        if (nowNanos - begunNanos >= heartbeat.waitNanos()) {
            heard();
        }
        taken++;
    }

    /** Returns whether a write has waited for its socket for this time. */
    public boolean isStalled(Duration time) {
        return untakenTicks > heartbeat.ticksIn(time);
    }

    /** Records that the connection is broken. */
    void broke() {
        failed = true;
    }

    /** Returns whether the connection is broken, or was ended by {@link #fail}. */
    public boolean hasFailed() {
        return failed;
    }

    /** Ends the connection. */
    void fail(String reason) {
        failed = true;
        tell(new LiveMerge.Fail(new TimeoutException(reason)));
    }

    void beat() {
        Runnable action = onBeat;
        if (action != null) {
            action.run();
        }
        countSilence();
        int nowBegun = begun;
        int nowTaken = taken;
        untakenTicks = nowBegun != nowTaken && nowTaken == takenBefore ? untakenTicks + 1 : 0;
        unsentTicks = nowBegun == begunBefore ? unsentTicks + 1 : 0;
        takenBefore = nowTaken;
        begunBefore = nowBegun;
        if (untakenTicks > heartbeat.stallTicks()) {
            fail("The socket accepts no data");
        } else if (carrier == Carrier.EVENT_STREAM) {
            // Its client is never heard. The comments make the system notice that the client is gone, and proxies that
            // it is there.
            pingAfter(unsentTicks);
        } else if (silentTicks > heartbeat.idleTicks()) {
            fail("The client sends no data");
        } else if (carrier == null && unsentTicks > Math.max(heartbeat.stallTicks(), heartbeat.idleTicks())) {
            // A client that sends a request byte by byte gets no answer, and its connection ends.
            fail("The server sends no data");
        } else {
            pingAfter(silentTicks);
        }
    }

    private void pingAfter(long ticks) {
        if (ticks > 0 && ticks % heartbeat.pingTicks() == 0) {
            tell(LiveMerge.Ping.INSTANCE);
        }
    }

    private void countSilence() {
        if (heard) {
            heard = false;
            silentTicks = 0;
        } else {
            silentTicks++;
        }
    }

    private void tell(Object message) {
        ActorRef to = stage;
        if (to != null) {
            to.tell(message, ActorRef.noSender());
        }
    }
}
