package com.mesaya.realtime.infrastructure.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps lines in a bounded queue until its own thread has printed them, so that a blocked output does not block the threads that log.
 * When the queue is nearly full, lines up to INFO are dropped, and when it is full, all lines; the number of dropped lines is logged
 * as soon as there is room again. Thread-safe.
 */
public final class NonBlockingAppender extends AsyncAppender {

    private static final String NAME = NonBlockingAppender.class.getName();

    private final AtomicLong dropped = new AtomicLong();

    public NonBlockingAppender() {
        setNeverBlock(true);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (getRemainingCapacity() == 0) {
            dropped.incrementAndGet();
            return;
        }
        if (dropped.get() > 0 && getRemainingCapacity() > getQueueSize() / 2) {
            reportDropped();
        }
        super.append(event);
    }

    /** Returns whether an event may be dropped. Called for each event while the queue is nearly full. */
    @Override
    protected boolean isDiscardable(ILoggingEvent event) {
        boolean discardable = super.isDiscardable(event);
        if (discardable) {
            dropped.incrementAndGet();
        }
        return discardable;
    }

    private void reportDropped() {
        long lines = dropped.getAndSet(0);
        if (lines > 0) {
            var logger = ((LoggerContext) getContext()).getLogger(NAME);
            String message = lines + " lines of the log were dropped: the output was blocked or too slow";
            super.append(new LoggingEvent(NAME, logger, Level.WARN, message, null, null));
        }
    }
}
