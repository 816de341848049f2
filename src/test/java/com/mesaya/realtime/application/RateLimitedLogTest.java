package com.mesaya.realtime.application;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.mesaya.realtime.testing.CapturedLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RateLimitedLogTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-10-19T12:00:00Z"));
    private final List<Runnable> later = new ArrayList<>();
    private final RateLimitedLog log =
            new RateLimitedLog(LoggerFactory.getLogger(RateLimitedLogTest.class), now::get, later::add);

    @Test
    void logsTheFirstAndThenTheNumberOfTheOthers() {
        try (var captured = CapturedLog.of(RateLimitedLogTest.class, Level.INFO)) {
            log.warn("first");
            log.warn("second");
            log.error("third");
            now.updateAndGet(moment -> moment.plus(RateLimitedLog.INTERVAL));
            log.error("fourth");
            now.updateAndGet(moment -> moment.plus(RateLimitedLog.INTERVAL));
            log.warn("fifth");

            assertThat(captured.lines()).containsExactly("WARN first", "ERROR fourth (and 2 more)", "WARN fifth");
        }
    }

    @Test
    void logsTheLastOnesEvenIfNoneFollow() {
        try (var captured = CapturedLog.of(RateLimitedLogTest.class, Level.INFO)) {
            log.warn("first");
            log.warn("second");
            log.error("third");
            now.updateAndGet(moment -> moment.plus(RateLimitedLog.INTERVAL));
            runLater();

            assertThat(later).isEmpty();
            assertThat(captured.lines()).containsExactly("WARN first", "ERROR third (and 1 more)");
        }
    }

    @Test
    void leavesWhatIsKeptToItsTurn() {
        try (var captured = CapturedLog.of(RateLimitedLogTest.class, Level.INFO)) {
            log.warn("first");
            log.warn("second");
            now.updateAndGet(moment -> moment.plus(RateLimitedLog.INTERVAL));
            log.warn("third");
            log.warn("fourth");
            runLater();

            assertThat(captured.lines()).containsExactly("WARN first", "WARN third (and 1 more)");
            assertThat(later).hasSize(1);
        }
    }

    @Test
    void triesAgainWhereItIsTooEarly() {
        try (var captured = CapturedLog.of(RateLimitedLogTest.class, Level.INFO)) {
            log.warn("first");
            log.warn("second");
            runLater();
            now.updateAndGet(moment -> moment.plus(RateLimitedLog.INTERVAL));
            runLater();

            assertThat(captured.lines()).containsExactly("WARN first", "WARN second");
        }
    }

    private void runLater() {
        var due = List.copyOf(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void leavesNothingOutAtDebugLevel() {
        try (var captured = CapturedLog.of(RateLimitedLogTest.class, Level.DEBUG)) {
            log.warn("first");
            log.warn("second");

            assertThat(captured.lines()).containsExactly("WARN first", "DEBUG second");
        }
    }
}
