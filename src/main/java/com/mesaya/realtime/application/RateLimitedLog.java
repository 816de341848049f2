package com.mesaya.realtime.application;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * A rate-limited log for messages that may occur thousands of times in a row: writes one line per interval, with the number of
 * suppressed messages. Thread-safe.
 */
public final class RateLimitedLog {

    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Logger log;
    private final InstantSource clock;
    private final Executor later;
    private Instant nextAt = Instant.MIN;
    private long suppressed;
    private boolean willLogRest;
    private Level lastLevel = Level.WARN;
    private String last = "";

    public RateLimitedLog(Logger log, InstantSource clock) {
        this(log, clock, InPlace.after(INTERVAL));
    }

    /** @param later runs its tasks after the interval */
    RateLimitedLog(Logger log, InstantSource clock, Executor later) {
        this.log = log;
        this.clock = clock;
        this.later = later;
    }

    /** Logs a warning, or counts it for the next line. At debug level every message is logged. */
    public void warn(String message) {
        write(Level.WARN, message);
    }

    /** Logs an error in the same way, for lost data. */
    public void error(String message) {
        write(Level.ERROR, message);
    }

    private synchronized void write(Level level, String message) {
        Instant now = clock.instant();
        if (now.isBefore(nextAt)) {
            suppressed++;
            logRestLater();
            lastLevel = level;
            last = message;
            log.debug(message);
            return;
        }
        log.atLevel(level).log(suppressed == 0 ? "{}" : "{} (and {} more)", message, suppressed);
        nextAt = now.plus(INTERVAL);
        suppressed = 0;
    }

    private void logRestLater() {
        if (!willLogRest) {
            willLogRest = true;
            later.execute(this::logRest);
        }
    }

    /**
     * Logs the suppressed messages unless a later line did, since a later message may never come. The timer may fire early, because
     * its clock differs from ours.
     */
    private synchronized void logRest() {
        willLogRest = false;
        if (suppressed > 0 && clock.instant().isBefore(nextAt)) {
            logRestLater();
        } else if (suppressed > 0) {
            suppressed--;
            write(lastLevel, last);
        }
    }
}
