package com.mesaya.realtime.application;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What an actor system completes goes on in a thread of the JVM's common pool, whatever follows it, and with one or two
 * processors, where there is no such pool, in a thread made for it alone. Nothing here takes longer than passing it on.
 */
public final class InPlace {

    private InPlace() {}

    /** The same, but what follows runs where it was completed. */
    public static <T> CompletionStage<T> of(CompletionStage<T> stage) {
        var inPlace = new CompletableFuture<T>();
        var unused = stage.whenCompleteAsync(
                (value, failure) -> {
                    if (failure == null) {
                        inPlace.complete(value);
                    } else {
                        inPlace.completeExceptionally(failure);
                    }
                },
                Runnable::run);
        return inPlace;
    }
}
