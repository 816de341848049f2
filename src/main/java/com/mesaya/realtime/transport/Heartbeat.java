package com.mesaya.realtime.transport;

import com.mesaya.realtime.application.FailureSite;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all connections of a port, many times per timeout: one timer for all of them instead of several for each. Timeouts
 * are counted in ticks, so a pause of this process isn't taken for a client's silence. Thread-safe.
 */
final class Heartbeat {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration LONGEST_TICK = Duration.ofMillis(500);
    private static final int TICKS_PER_TIMEOUT = 8;
    private static final int PINGS_PER_TIMEOUT = 3;
    private static final int WAITS_PER_TIMEOUT = 64;

    private final Duration tick;
    private final long stallTicks;
    private final long idleTicks;
    private final long waitNanos;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();

    /**
     * @param stallTimeout how long the socket may take nothing of what waits for it
     * @param idleTimeout how long there may be no sign of the client
     */
    Heartbeat(Duration stallTimeout, Duration idleTimeout) {
        Duration shorter = stallTimeout.compareTo(idleTimeout) < 0 ? stallTimeout : idleTimeout;
        Duration part = shorter.dividedBy(TICKS_PER_TIMEOUT);
        this.tick = part.compareTo(LONGEST_TICK) < 0 ? part : LONGEST_TICK;
        this.stallTicks = ticks(stallTimeout);
        this.idleTicks = ticks(idleTimeout);
        this.waitNanos = idleTimeout.dividedBy(WAITS_PER_TIMEOUT).toNanos();
    }

    private long ticks(Duration timeout) {
        return (timeout.toNanos() + tick.toNanos() - 1) / tick.toNanos();
    }

    Cancellable start(ActorSystem<?> system) {
        return system.scheduler().scheduleWithFixedDelay(tick, tick, this::beat, system.executionContext());
    }

    /** From now on the line is looked at. */
    void add(Line line) {
        lines.add(line);
    }

    void remove(Line line) {
        lines.remove(line);
    }

    /** Ends all connections. */
    void abort() {
        lines.forEach(line -> line.fail("The port is closed"));
    }

    void beat() {
        lines.forEach(Heartbeat::beat);
    }

    /** An exception would end the timer, and with it all timeouts of the port. */
    private static void beat(Line line) {
        try {
            line.beat();
        } catch (RuntimeException failure) {
            LOG.error("A connection is ended: {}", FailureSite.of(failure));
            line.fail("Its heartbeat failed");
        }
    }

    /** For so many ticks a socket may take nothing. */
    long stallTicks() {
        return stallTicks;
    }

    /** For so many ticks there may be no sign of the client. */
    long idleTicks() {
        return idleTicks;
    }

    /** After so many silent ticks, and each time as many again, the client is pinged. */
    long pingTicks() {
        return Math.max(1, idleTicks / PINGS_PER_TIMEOUT);
    }

    /** How many ticks that is. */
    long ticksIn(Duration duration) {
        return ticks(duration);
    }

    /** A socket that takes something after so long a wait shows that the client reads. */
    long waitNanos() {
        return waitNanos;
    }
}
