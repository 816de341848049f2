package com.mesaya.realtime.infrastructure.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;

/** Warns of what may happen thousands of times in a row: once in a while, with how often it happened meanwhile. Thread-safe. */
final class SparingLog {

    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Logger log;
    private final InstantSource clock;
    private Instant nextAt = Instant.MIN;
    private long kept;

    SparingLog(Logger log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    synchronized void warn(String message) {
        Instant now = clock.instant();
        if (now.isBefore(nextAt)) {
            kept++;
            log.debug(message);
            return;
        }
        log.warn(kept == 0 ? "{}" : "{} (and {} more)", message, kept);
        nextAt = now.plus(INTERVAL);
        kept = 0;
    }
}
