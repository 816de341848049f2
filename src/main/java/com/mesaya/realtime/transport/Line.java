package com.mesaya.realtime.transport;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The signs of life of one connection, and the way to its {@link LiveMerge}. A client is there as long as it sends something,
 * if only a pong, and as long as its socket takes something after a wait: on a slow line a ping may arrive later than the idle
 * timeout (docs/decisions/0018).
 *
 * <p>One writer at a time has the socket: first the connection's own stream, then the section's feed. The heartbeat reads what
 * both write, and ticks from one thread.
 */
final class Line {

    private final Heartbeat heartbeat;
    private final Runnable whenClosed;
    private volatile @Nullable ActorRef stage;
    private volatile @Nullable LiveConnection live;
    private volatile @Nullable Runnable onBeat;
    private volatile boolean upgraded;
    private volatile boolean failed;
    private volatile boolean heard;
    private boolean closed;
    private volatile int begun;
    private volatile int taken;
    private long begunNanos;

    private int takenBefore;
    private int begunBefore;
    private long untakenTicks;
    private long unsentTicks;
    private long silentTicks;

    /** @param whenClosed runs once when the connection is over */
    Line(Heartbeat heartbeat, Runnable whenClosed) {
        this.heartbeat = heartbeat;
        this.whenClosed = whenClosed;
    }

    /** The connection's stream runs, and its stage can be reached. */
    void open(ActorRef itsStage) {
        stage = itsStage;
        heartbeat.add(this);
    }

    /** The connection is over. */
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

    /** Does this at each beat, too. */
    void onBeat(Runnable action) {
        onBeat = action;
    }

    /** The viewer that gets live events as soon as the stream hands the socket over. It leaves its feed when the line is closed. */
    void expect(LiveConnection viewer) {
        if (closed) {
            viewer.leave();
        } else {
            live = viewer;
        }
    }

    @Nullable
    LiveConnection live() {
        return live;
    }

    /** The connection is a WebSocket from now on. */
    void upgraded() {
        upgraded = true;
    }

    /** The client has sent something. */
    void heard() {
        if (!heard) {
            heard = true;
        }
    }

    /** The socket's only writer begins a write. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer at a time
    void began(long nowNanos) {
        begunNanos = nowNanos;
        begun++;
    }

    /** The socket has taken that write. Said twice, it counts once. */
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

    /** Whether a write has waited for its socket for so long. */
    boolean isStalled(Duration time) {
        return untakenTicks > heartbeat.ticksIn(time);
    }

    /** Whether it was ended by {@link #fail}. */
    boolean hasFailed() {
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
            fail("The socket takes nothing");
        } else if (silentTicks > heartbeat.idleTicks()) {
            fail("The client says nothing");
        } else if (!upgraded && unsentTicks > Math.max(heartbeat.stallTicks(), heartbeat.idleTicks())) {
            // A client that sends a request byte by byte gets nothing, and goes.
            fail("Nothing is sent");
        } else if (silentTicks > 0 && silentTicks % heartbeat.pingTicks() == 0) {
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
