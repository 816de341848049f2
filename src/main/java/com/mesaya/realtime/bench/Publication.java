package com.mesaya.realtime.bench;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What the broker had of a plan, and how long after it was due: if that isn't what was asked for, a run's figures are the
 * source's and not the server's. Belongs to the producer's thread, and then to whoever has flushed it.
 */
final class Publication {

    /** A source that does less of what it was asked for couldn't keep up. */
    private static final double LEAST_SHARE = 0.95;

    /** Nor could one that alone takes more than what the ladder allows in all: no server would hold that. */
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

    /** The broker has an event. */
    void acknowledged(long dueMicros, long nowMicros) {
        if (nowMicros >= fromMicros && nowMicros < toMicros) {
            eventsInWindow++;
        }
        if (dueMicros >= fromMicros && dueMicros < toMicros) {
            delays.recordValue(Math.max(0, nowMicros - dueMicros));
        }
    }

    /** How many the broker got per second of the measured window. */
    double eventsPerSecond() {
        return eventsInWindow * 1e6 / (toMicros - fromMicros);
    }

    /** From when an event was due until the broker had it. */
    double p99Ms() {
        return delays.getValueAtPercentile(99) / 1e3;
    }

    /** Whether the server was told as much as was asked for, and in time. */
    boolean keptUp() {
        return eventsPerSecond() >= LEAST_SHARE * askedPerSecond && p99Ms() <= MOST_P99_MS;
    }
}
