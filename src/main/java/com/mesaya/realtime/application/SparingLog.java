package com.mesaya.realtime.application;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Tells of what may happen thousands of times in a row: once in a while, with how often it happened meanwhile. Thread-safe. */
public final class SparingLog {

    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Logger log;
    private final InstantSource clock;
    private final Executor later;
    private Instant nextAt = Instant.MIN;
    private long kept;
    private boolean willTell;
    private Level lastLevel = Level.WARN;
    private String last = "";

    public SparingLog(Logger log, InstantSource clock) {
        this(log, clock, InPlace.after(INTERVAL));
    }

    /** @param later runs what it is given after the interval */
    SparingLog(Logger log, InstantSource clock, Executor later) {
        this.log = log;
        this.clock = clock;
        this.later = later;
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
            tellOfTheRestLater();
            lastLevel = level;
            last = message;
            log.debug(message);
            return;
        }
        log.atLevel(level).log(kept == 0 ? "{}" : "{} (and {} more)", message, kept);
        nextAt = now.plus(INTERVAL);
        kept = 0;
    }

    private void tellOfTheRestLater() {
        if (!willTell) {
            willTell = true;
            later.execute(this::tellOfTheRest);
        }
    }

    /** Unless the next line did; it may never come. Clocks don't go alike, so it may be too early. */
    private synchronized void tellOfTheRest() {
        willTell = false;
        if (kept > 0 && clock.instant().isBefore(nextAt)) {
            tellOfTheRestLater();
        } else if (kept > 0) {
            kept--;
            tell(lastLevel, last);
        }
    }
}
