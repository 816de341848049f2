package com.mesaya.realtime.infrastructure.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SparingLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(SparingLogTest.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-10-19T12:00:00Z"));
    private final SparingLog log = new SparingLog(logger, now::get);

    @BeforeEach
    void listen() {
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
    }

    @Test
    void warnsOfTheFirstAndThenOfHowManyThereWere() {
        log.warn("first");
        log.warn("second");
        log.warn("third");
        now.updateAndGet(moment -> moment.plus(SparingLog.INTERVAL));
        log.warn("fourth");
        now.updateAndGet(moment -> moment.plus(SparingLog.INTERVAL));
        log.warn("fifth");

        assertThat(appender.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("first", "fourth (and 2 more)", "fifth");
    }
}
