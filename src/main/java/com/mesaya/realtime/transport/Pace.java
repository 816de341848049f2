package com.mesaya.realtime.transport;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Spreads what would otherwise happen to many connections at once. Thread-safe. */
final class Pace {

    private final Bucket turns;

    /** @param perSecond how many have their turn in a second; the first tenth of them at once */
    Pace(int perSecond) {
        turns = Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(Math.max(1, perSecond / 10)).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }

    /** Completes when its turn has come. */
    CompletionStage<Void> turn() {
        long waitNanos = turns.consumeIgnoringRateLimits(1);
        Executor then = CompletableFuture.delayedExecutor(waitNanos, TimeUnit.NANOSECONDS, Runnable::run);
        return waitNanos == 0 ? CompletableFuture.completedStage(null) : CompletableFuture.runAsync(() -> {}, then);
    }
}
