package com.mesaya.realtime.infrastructure.kafka;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Since when the records that were read, and may not be committed yet, are on their way. Records are committed in order, so the oldest tells
 * whether the consumer stands still. Thread-safe.
 */
final class RecordsInFlight {

    /** Two that were read in the same nanosecond are two. */
    private static final class Flight {

        private final long sinceNanos;

        Flight(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    private final LongSupplier nanoTime;
    private final Set<Flight> flights = ConcurrentHashMap.newKeySet();

    RecordsInFlight(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A record is on its way until what is done with it has ended, or failed. */
    <T> CompletionStage<T> follow(Supplier<CompletionStage<T>> handling) {
        var flight = new Flight(nanoTime.getAsLong());
        flights.add(flight);
        return CompletableFuture.completedStage(handling)
                .thenCompose(Supplier::get)
                .whenComplete((done, failure) -> flights.remove(flight));
    }

    /** For how long the oldest has been on its way; zero if none is. */
    Duration oldest() {
        long now = nanoTime.getAsLong();
        return Duration.ofNanos(flights.stream()
                .mapToLong(flight -> now - flight.sinceNanos)
                .max()
                .orElse(0));
    }
}
