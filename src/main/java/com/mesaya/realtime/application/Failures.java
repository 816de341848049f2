package com.mesaya.realtime.application;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Turns thrown failures into failed stages, and finds the causes of failed stages. */
public final class Failures {

    private Failures() {}

    /** Returns the supplied stage, or a stage that has failed with what the supplier has thrown. */
    public static <T> CompletionStage<T> caught(Supplier<CompletionStage<T>> supplier) {
        try {
            return supplier.get();
        } catch (Throwable failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    /** Returns the failure itself, without the wrapper that a stage puts around the failure of an earlier stage. */
    public static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
