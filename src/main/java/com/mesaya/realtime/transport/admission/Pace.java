package com.mesaya.realtime.transport.admission;

import com.mesaya.realtime.application.InPlace;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Spreads actions that would otherwise affect many connections at once. Thread-safe. */
public final class Pace {

    private final Bucket turns;

    /** @param perSecond the number of turns in a second; the first tenth of them at once */
    public Pace(int perSecond) {
        turns = Buckets.perSecond(perSecond, Math.max(1, perSecond / 10));
    }

    /** Returns a stage that completes at the caller's turn. */
    public CompletionStage<Void> turn() {
        Duration wait = Duration.ofNanos(turns.consumeIgnoringRateLimits(1));
        return wait.isZero()
                ? CompletableFuture.completedStage(null)
                : CompletableFuture.runAsync(() -> {}, InPlace.after(wait));
    }
}
