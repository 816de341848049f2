package com.mesaya.realtime.infrastructure.logging;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NonBlockingAppenderTest {

    private static final int QUEUE = 8;
    private static final int FOR_WARNINGS = 2;

    /** An output that takes nothing until it is let go. */
    private static final class StuckOutput extends AppenderBase<ILoggingEvent> {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch unstuck = new CountDownLatch(1);
        private final List<String> printed = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            reached.countDown();
            Uninterruptibles.awaitUninterruptibly(unstuck);
            printed.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    }

    private final StuckOutput output = new StuckOutput();
    private final LoggerContext context = new LoggerContext();
    private final Logger log = context.getLogger("test");

    @BeforeEach
    void queueLinesForTheOutput() throws InterruptedException {
        context.setMDCAdapter(new LogbackMDCAdapter());
        var appender = new NonBlockingAppender();
        appender.setContext(context);
        appender.setQueueSize(QUEUE);
        appender.setDiscardingThreshold(FOR_WARNINGS);
        appender.setMaxFlushTime(Math.toIntExact(PATIENCE.toMillis()));
        appender.addAppender(output);
        output.start();
        appender.start();
        log.setLevel(Level.INFO);
        log.addAppender(appender);
        log.info("stuck");
        assertThat(output.reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void end() {
        output.unstuck.countDown();
        context.stop();
    }

    @Test
    void keepsWarningsLongerThanOtherLines() {
        IntStream.range(0, 2 * QUEUE).forEach(line -> log.info("line"));
        log.warn("warning");

        output.unstuck.countDown();

        await().untilAsserted(() -> assertThat(output.printed).last().isEqualTo("WARN warning"));
        assertThat(output.printed).filteredOn("INFO line"::equals).hasSizeBetween(QUEUE - FOR_WARNINGS, QUEUE - 1);
    }

    @Test
    void tellsHowManyLinesWereDroppedOnceThereIsRoom() {
        IntStream.range(0, 2 * QUEUE).forEach(line -> log.error("lost or not"));

        output.unstuck.countDown();
        await().until(() -> output.printed.size() == 1 + QUEUE);
        log.info("next");

        await().untilAsserted(() -> assertThat(output.printed).last().isEqualTo("INFO next"));
        assertThat(output.printed.get(output.printed.size() - 2))
                .isEqualTo("WARN 8 lines of the log were dropped: the output was blocked or too slow");
    }

    @Test
    void printsWhatItHasBeforeItStops() {
        log.info("last");
        output.unstuck.countDown();

        context.stop();

        assertThat(output.printed).containsExactly("INFO stuck", "INFO last");
    }
}
