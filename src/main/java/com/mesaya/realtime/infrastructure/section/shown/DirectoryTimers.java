package com.mesaya.realtime.infrastructure.section.shown;

import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionReminder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/** Wakes a section when the directory hasn't answered, or when the event of a linked object hasn't come. Not thread-safe. */
public final class DirectoryTimers {

    private static final int TRIES_PER_TIMEOUT = 4;

    private final TimerScheduler<SectionProtocol.Command> timers;
    private final Duration retryAfter;
    private final InstantSource clock;

    public DirectoryTimers(TimerScheduler<SectionProtocol.Command> timers, Duration askTimeout, InstantSource clock) {
        this.timers = timers;
        this.retryAfter = askTimeout.dividedBy(TRIES_PER_TIMEOUT);
        this.clock = clock;
    }

    /**
     * Sets the timers that aren't running.
     *
     * @param waitsForAnswers whether the directory has still to answer
     * @param deadline the time by which the next linked object's event should come; null if none is still to come
     */
    public void set(boolean waitsForAnswers, @Nullable Instant deadline) {
        if (waitsForAnswers && !timers.isTimerActive(SectionReminder.RESEND_REGISTRATIONS)) {
            timers.startSingleTimer(SectionReminder.RESEND_REGISTRATIONS, retryAfter);
        }
        if (deadline != null && !timers.isTimerActive(SectionReminder.LINK_OVERDUE)) {
            // The timer's clock and the wall clock may differ a little.
            Duration left = Duration.between(clock.instant(), deadline).plusMillis(1);
            timers.startSingleTimer(SectionReminder.LINK_OVERDUE, left.isNegative() ? Duration.ofMillis(1) : left);
        }
    }
}
