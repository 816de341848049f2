package com.mesaya.realtime.application.join;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The time that a join may still spend on waiting.
 *
 * @param deadlineNanos its end, as {@link System#nanoTime} counts
 * @param gone completes when the client has disconnected, so that nobody needs the result
 */
public record JoinWait(long deadlineNanos, CompletionStage<?> gone) {

    /** A wait that begins now. */
    public static JoinWait begin(Duration patience, CompletionStage<?> gone) {
        return new JoinWait(System.nanoTime() + patience.toNanos(), gone);
    }

    /** Returns the time that is left; zero at the end. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    /** Returns whether the client has disconnected. */
    public boolean isGone() {
        return gone.toCompletableFuture().isDone();
    }
}
