package com.mesaya.realtime.application;

import java.util.List;
import java.util.stream.Stream;

/** What failed and where, as it may be logged: without the failure's message, which may quote what came from outside. */
public record FailureSite(String type, List<StackTraceElement> frames) {

    private static final int LOGGED_FRAMES = 5;

    /** Copies the list. */
    public FailureSite {
        frames = List.copyOf(frames);
    }

    /** Where this was thrown. */
    public static FailureSite of(Throwable failure) {
        return new FailureSite(
                failure.getClass().getName(),
                Stream.of(failure.getStackTrace()).limit(LOGGED_FRAMES).toList());
    }

    @Override
    public String toString() {
        return type + " at " + frames;
    }
}
