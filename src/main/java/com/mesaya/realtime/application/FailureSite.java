package com.mesaya.realtime.application;

import java.util.List;
import java.util.stream.Stream;

/** A failure's type and stack frames, safe to log: it omits the message, which may quote input from outside. */
public record FailureSite(String type, List<StackTraceElement> frames) {

    private static final int LOGGED_FRAMES = 5;

    /** Copies the list. */
    public FailureSite {
        frames = List.copyOf(frames);
    }

    /** Returns the site at which this failure, or the one that its stage wraps, was thrown. */
    public static FailureSite of(Throwable failure) {
        Throwable cause = Failures.causeOf(failure);
        return new FailureSite(
                cause.getClass().getName(),
                Stream.of(cause.getStackTrace()).limit(LOGGED_FRAMES).toList());
    }

    @Override
    public String toString() {
        return type + " at " + frames;
    }
}
