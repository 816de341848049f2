package com.mesaya.realtime.application;

import java.util.concurrent.CompletionException;

/** Finds the causes of failures of stages. */
public final class Failures {

    private Failures() {}

    /** Returns the failure itself, without the wrapper that a stage puts around the failure of an earlier stage. */
    public static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
