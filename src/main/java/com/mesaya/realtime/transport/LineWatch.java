package com.mesaya.realtime.transport;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Fails a connection whose client is gone. A client is there as long as it sends something, if only a pong, and as long as its socket takes
 * something after a wait: on a slow line a ping may arrive later than the idle timeout (docs/decisions/0018).
 *
 * <p>Timeouts are counted in ticks, so a pause of this process isn't taken for a client's silence. It may be taken for a wait, which only puts
 * the end off.
 */
final class LineWatch extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {

    private static final int TICKS_PER_TIMEOUT = 8;
    private static final int WAITS_PER_TIMEOUT = 64;

    private final Inlet<ByteString> fromHttp = Inlet.create("LineWatch.fromHttp");
    private final Outlet<ByteString> toSocket = Outlet.create("LineWatch.toSocket");
    private final Inlet<ByteString> fromSocket = Inlet.create("LineWatch.fromSocket");
    private final Outlet<ByteString> toHttp = Outlet.create("LineWatch.toHttp");
    private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
            new BidiShape<>(fromHttp, toSocket, fromSocket, toHttp);
    private final Duration tick;
    private final long stallTicks;
    private final long idleTicks;
    private final long waitNanos;

    /**
     * @param stallTimeout how long the socket may take nothing of what waits for it
     * @param idleTimeout how long there may be no sign of the client
     */
    LineWatch(Duration stallTimeout, Duration idleTimeout) {
        Duration shorter = stallTimeout.compareTo(idleTimeout) < 0 ? stallTimeout : idleTimeout;
        this.tick = shorter.dividedBy(TICKS_PER_TIMEOUT);
        this.stallTicks = ticks(stallTimeout);
        this.idleTicks = ticks(idleTimeout);
        this.waitNanos = idleTimeout.dividedBy(WAITS_PER_TIMEOUT).toNanos();
    }

    private long ticks(Duration timeout) {
        return (timeout.toNanos() + tick.toNanos() - 1) / tick.toNanos();
    }

    @Override
    public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {

        private boolean socketWaits;
        private long sentNanos;
        private long untakenTicks;
        private long unsentTicks;
        private long silentTicks;

        Logic() {
            super(shape);
            pass(fromHttp, toSocket, this::onSent, this::onTaken);
            pass(fromSocket, toHttp, () -> silentTicks = 0, () -> {});
        }

        private void onSent() {
            socketWaits = true;
            sentNanos = System.nanoTime();
            untakenTicks = 0;
            unsentTicks = 0;
        }

        private void onTaken() {
            if (socketWaits && System.nanoTime() - sentNanos >= waitNanos) {
                silentTicks = 0;
            }
            socketWaits = false;
        }

        private void pass(Inlet<ByteString> in, Outlet<ByteString> out, Runnable onPushed, Runnable onPulled) {
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    onPushed.run();
                    push(out, grab(in));
                }

                @Override
                public void onUpstreamFinish() {
                    complete(out);
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    fail(out, failure);
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    onPulled.run();
                    pull(in);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(in, cause);
                }
            });
        }

        @Override
        public void preStart() {
            scheduleWithFixedDelay("tick", tick, tick);
        }

        @Override
        public void onTimer(Object key) {
            if (!isClosed(toSocket)) {
                if (socketWaits && ++untakenTicks > stallTicks) {
                    failStage(new TimeoutException("The socket takes nothing"));
                    return;
                }
                // A WebSocket is pinged; whoever sends a request byte by byte gets nothing, and goes.
                if (++unsentTicks > Math.max(stallTicks, idleTicks)) {
                    failStage(new TimeoutException("Nothing is sent"));
                    return;
                }
            }
            if (!isClosed(fromSocket) && ++silentTicks > idleTicks) {
                failStage(new TimeoutException("The client says nothing"));
            }
        }
    }
}
