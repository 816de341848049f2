package com.mesaya.realtime.domain.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A section's log, small enough to look at, and how a test reads it. */
final class Logs {

    static final long EPOCH = 42;
    static final Duration RETENTION = Duration.ofMinutes(2);
    static final Duration WINDOW_AGE = Duration.ofHours(1);
    static final BatchLimits ANY_SIZE = new BatchLimits(1_000, 1_000_000);

    private Logs() {}

    static SectionLog withWindow(int window) {
        return new SectionLog(EPOCH, new LogLimits(window, WINDOW_AGE, window, 1_000, 1_000_000, RETENTION));
    }

    static SectionLog withLimits(int window, int maxEntities, long maxBytes) {
        return new SectionLog(EPOCH, new LogLimits(window, WINDOW_AGE, window, maxEntities, maxBytes, RETENTION));
    }

    static Cursor at(long sequence) {
        return new Cursor(EPOCH, sequence);
    }

    static AppendOutcome append(SectionLog log, Events event) {
        return log.append(event.event(), Events.NOON);
    }

    static void appendAll(SectionLog log, Events... events) {
        for (Events event : events) {
            assertThat(append(log, event)).isEqualTo(AppendOutcome.APPENDED);
        }
    }

    static Fetched fetch(SectionLog log, long from, int bound, OverflowPolicy policy) {
        return log.fetch(at(from), bound, policy, ANY_SIZE, Events.NOON);
    }

    /** Reads with no bound but the window. */
    static Fetched.Batch read(SectionLog log, long from, Instant now) {
        return (Fetched.Batch) log.fetch(at(from), 1_000, OverflowPolicy.CONFLATE, ANY_SIZE, now);
    }

    static Fetched.Batch read(SectionLog log, long from) {
        return read(log, from, Events.NOON);
    }

    static List<Long> sequences(List<LogEntry> entries) {
        return entries.stream().map(LogEntry::sequence).toList();
    }

    static List<Long> sequences(Fetched fetched) {
        return sequences(((Fetched.Batch) fetched).entries());
    }
}
