package com.mesaya.realtime.infrastructure.kafka.partition;

import com.mesaya.realtime.application.Failures;
import com.mesaya.realtime.application.operations.ReadinessCheck;
import com.mesaya.realtime.application.topic.TopicHandler.Outcome;
import com.mesaya.realtime.application.topic.TopicHandler.Rejected;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Origin;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tracks since when records are in flight: read, but not yet to be committed. Records are committed in order, so the age of the oldest
 * shows whether the consumer is stuck. Thread-safe.
 */
public final class RecordsInFlight implements ReadinessCheck {

    /** A record in flight, completed by the decision on it. Compared by identity, since two records may be read in the same nanosecond. */
    private static final class Flight extends CompletableFuture<Outcome> {

        private final Origin origin;
        private final long sinceNanos;

        Flight(Origin origin, long sinceNanos) {
            this.origin = origin;
            this.sinceNanos = sinceNanos;
        }

        void decided(Outcome outcome, @Nullable Throwable failure) {
            if (failure == null) {
                complete(outcome);
            } else {
                completeExceptionally(failure);
            }
        }
    }

    private final Duration stuckAfter;
    private final Duration giveUpAfter;
    private final LongSupplier nanoTime;
    private final Set<Flight> flights = ConcurrentHashMap.newKeySet();

    /**
     * @param stuckAfter the age of the oldest record at which this node is degraded
     * @param giveUpAfter the time limit for the decision on a record; after it the record is rejected
     */
    public RecordsInFlight(Duration stuckAfter, Duration giveUpAfter, LongSupplier nanoTime) {
        this.stuckAfter = stuckAfter;
        this.giveUpAfter = giveUpAfter;
        this.nanoTime = nanoTime;
    }

    /** Tracks a record until it was decided on and concluded, or until one of the two has failed. */
    public <T> CompletionStage<T> follow(
            Origin origin,
            Supplier<CompletionStage<Outcome>> deciding,
            Function<Outcome, CompletionStage<T>> concluding) {
        var flight = new Flight(origin, nanoTime.getAsLong());
        flights.add(flight);
        Failures.caught(deciding).whenComplete(flight::decided);
        return flight.thenCompose(concluding).whenComplete((done, failure) -> flights.remove(flight));
    }

    /** Rejects records whose decision takes too long; to be called regularly. */
    public void giveUp() {
        long now = nanoTime.getAsLong();
        flights.stream()
                .filter(flight -> now - flight.sinceNanos >= giveUpAfter.toNanos())
                .forEach(flight -> flight.complete(new Rejected(ErrorCode.INTERNAL)));
    }

    /** Returns the age of the oldest record in flight; zero if there is none. */
    public Duration oldest() {
        return eldest().map(this::age).orElse(Duration.ZERO);
    }

    @Override
    public List<String> degradedWithout() {
        return eldest()
                .filter(flight -> age(flight).compareTo(stuckAfter) >= 0)
                .map(flight -> flight.origin + " to be dealt with")
                .stream()
                .toList();
    }

    private Optional<Flight> eldest() {
        long now = nanoTime.getAsLong();
        return flights.stream().max(Comparator.comparingLong(flight -> now - flight.sinceNanos));
    }

    private Duration age(Flight flight) {
        return Duration.ofNanos(nanoTime.getAsLong() - flight.sinceNanos);
    }
}
