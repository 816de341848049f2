package com.mesaya.realtime.application;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Continues without a thread of its own. By itself a stage that an actor system completes runs each callback in a thread of the JVM's
 * common pool, and a delayed task does, too; on machines with one or two processors, where the JDK doesn't use that pool, each of them
 * starts a new thread. So every such stage goes through here, and every delay. Whatever follows must be short and not block:
 * it passes on.
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

    /** Runs what it is given after a while, in the one thread that the JVM has for that; at once, but still there, if the delay isn't positive. */
    public static Executor after(Duration delay) {
        return CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
    }
}
