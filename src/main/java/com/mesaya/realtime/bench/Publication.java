package com.mesaya.realtime.bench;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * The broker's acknowledgements of a plan's events, and their delay after the due time: if they don't match the plan, a run's figures
 * show the source's limit and not the server's. Belongs to the producer's thread, and after a flush to the flushing thread.
 */
final class Publication {

    /** The minimum share of the planned events; a source with a lower share couldn't keep up. */
    private static final double LEAST_SHARE = 0.95;

    /** The maximum delay of a source; if the source alone exceeds the ladder's total limit, no server can sustain the step. */
    private static final double MOST_P99_MS = Ladder.MOST_P99_MS;

    private static final int DIGITS = 3;

    private final double askedPerSecond;
    private final long fromMicros;
    private final long toMicros;
    private final Histogram delays = new Histogram(DIGITS);
    private long eventsInWindow;

    Publication(double askedPerSecond, long fromMicros, Duration measured) {
        this.askedPerSecond = askedPerSecond;
        this.fromMicros = fromMicros;
        this.toMicros = fromMicros + measured.toNanos() / 1000;
    }

    /** Records the broker's acknowledgement of an event. */
    void acknowledged(long dueMicros, long nowMicros) {
        if (nowMicros >= fromMicros && nowMicros < toMicros) {
            eventsInWindow++;
        }
        if (dueMicros >= fromMicros && dueMicros < toMicros) {
            delays.recordValue(Math.max(0, nowMicros - dueMicros));
        }
    }

    /** Returns the number of acknowledged events per second of the measured window. */
    double eventsPerSecond() {
        return eventsInWindow * 1e6 / (toMicros - fromMicros);
    }

    /** Returns the delay from an event's due time to the broker's acknowledgement. */
    double p99Ms() {
        return delays.getValueAtPercentile(99) / 1e3;
    }

    /** Returns whether the broker got the full load in time. */
    boolean keptUp() {
        return eventsPerSecond() >= LEAST_SHARE * askedPerSecond && p99Ms() <= MOST_P99_MS;
    }
}
