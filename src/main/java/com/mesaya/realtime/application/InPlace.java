package com.mesaya.realtime.application;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs continuations without a thread of their own. By default a stage that an actor system completes runs each callback in a thread
 * of the JVM's common pool, and so does a delayed task. On machines with one or two processors the JDK does not use that pool, and
 * each callback starts a new thread. So all such stages and all delays go through this class. A continuation must be short, must not
 * block, and hands longer work to another thread.
 */
public final class InPlace {

    private InPlace() {}

    /** Returns a stage whose continuations run in the thread that completes it. */
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

    /**
     * Returns an executor that runs tasks after the delay, in the JVM's single timer thread. If the delay isn't positive, the task
     * runs in that thread at once.
     */
    public static Executor after(Duration delay) {
        return CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
    }
}
