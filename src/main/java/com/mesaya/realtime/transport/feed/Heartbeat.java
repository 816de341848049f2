package com.mesaya.realtime.transport.feed;

import com.mesaya.realtime.application.FailureSite;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks all connections of a port, many times per timeout, with one timer for all instead of several for each. Timeouts are counted
 * in ticks, so a pause of this process does not count as silence of a client. Thread-safe.
 */
public final class Heartbeat {

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
     * @param stallTimeout the time for which a socket may accept none of its pending data
     * @param idleTimeout the time for which a client may show no activity
     */
    public Heartbeat(Duration stallTimeout, Duration idleTimeout) {
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

    public Cancellable start(ActorSystem<?> system) {
        return system.scheduler().scheduleWithFixedDelay(tick, tick, this::beat, system.executionContext());
    }

    /** Starts checking the line. */
    void add(Line line) {
        lines.add(line);
    }

    void remove(Line line) {
        lines.remove(line);
    }

    /** Ends all connections. */
    public void abort() {
        lines.forEach(line -> line.fail("The port is closed"));
    }

    void beat() {
        lines.forEach(Heartbeat::beat);
    }

    /** Checks a line. An exception would end the timer, and with it all timeouts of the port, so it ends only this connection. */
    private static void beat(Line line) {
        try {
            line.beat();
        } catch (RuntimeException failure) {
            LOG.error("A connection is ended: {}", FailureSite.of(failure));
            line.fail("Its heartbeat failed");
        }
    }

    /** Returns the number of ticks for which a socket may accept no data. */
    long stallTicks() {
        return stallTicks;
    }

    /** Returns the number of ticks for which a client may show no activity. */
    long idleTicks() {
        return idleTicks;
    }

    /** Returns the number of silent ticks after which a client is pinged, and pinged again each time as many have passed. */
    long pingTicks() {
        return Math.max(1, idleTicks / PINGS_PER_TIMEOUT);
    }

    /** Returns the number of ticks in a duration. */
    long ticksIn(Duration duration) {
        return ticks(duration);
    }

    /** Returns the wait after which a socket that accepts data shows that its client reads. */
    long waitNanos() {
        return waitNanos;
    }
}
