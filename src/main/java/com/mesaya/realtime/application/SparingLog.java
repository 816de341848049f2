package com.mesaya.realtime.application;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Tells of what may happen thousands of times in a row: once in a while, with how often it happened meanwhile. Thread-safe. */
public final class SparingLog {

    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Logger log;
    private final InstantSource clock;
    private Instant nextAt = Instant.MIN;
    private long kept;

    public SparingLog(Logger log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Warns, or keeps it for the next time; at debug level each is told. */
    public void warn(String message) {
        tell(Level.WARN, message);
    }

    /** The same for what is lost. */
    public void error(String message) {
        tell(Level.ERROR, message);
    }

    private synchronized void tell(Level level, String message) {
        Instant now = clock.instant();
        if (now.isBefore(nextAt)) {
            kept++;
            log.debug(message);
            return;
        }
        log.atLevel(level).log(kept == 0 ? "{}" : "{} (and {} more)", message, kept);
        nextAt = now.plus(INTERVAL);
        kept = 0;
    }
}
