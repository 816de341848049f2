package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.ReadinessCheck;
import com.mesaya.realtime.application.TopicHandler.Outcome;
import com.mesaya.realtime.application.TopicHandler.Rejected;
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

/**
 * Since when the records that were read, and may not be committed yet, are on their way. Records are committed in order, so the oldest tells
 * whether the consumer stands still. Thread-safe.
 */
final class RecordsInFlight implements ReadinessCheck {

    /** Two that were read in the same nanosecond are two. */
    private static final class Flight {

        private final Origin origin;
        private final long sinceNanos;
        private final CompletableFuture<Outcome> decided = new CompletableFuture<>();

        Flight(Origin origin, long sinceNanos) {
            this.origin = origin;
            this.sinceNanos = sinceNanos;
        }
    }

    private final Duration stuckAfter;
    private final Duration giveUpAfter;
    private final LongSupplier nanoTime;
    private final Set<Flight> flights = ConcurrentHashMap.newKeySet();

    /**
     * @param stuckAfter how old the oldest may be before this node is degraded
     * @param giveUpAfter how long it may take to decide on a record before that is rejected
     */
    RecordsInFlight(Duration stuckAfter, Duration giveUpAfter, LongSupplier nanoTime) {
        this.stuckAfter = stuckAfter;
        this.giveUpAfter = giveUpAfter;
        this.nanoTime = nanoTime;
    }

    /** A record is on its way until it was decided on and that was concluded, or until one of the two failed. */
    <T> CompletionStage<T> follow(
            Origin origin,
            Supplier<CompletionStage<Outcome>> deciding,
            Function<Outcome, CompletionStage<T>> concluding) {
        var flight = new Flight(origin, nanoTime.getAsLong());
        flights.add(flight);
        CompletableFuture.completedStage(deciding).thenCompose(Supplier::get).whenComplete((outcome, failure) -> {
            if (failure == null) {
                flight.decided.complete(outcome);
            } else {
                flight.decided.completeExceptionally(failure);
            }
        });
        return flight.decided.thenCompose(concluding).whenComplete((done, failure) -> flights.remove(flight));
    }

    /** Rejects what nobody has decided on for too long; to be called again and again. */
    void giveUp() {
        long now = nanoTime.getAsLong();
        flights.stream()
                .filter(flight -> now - flight.sinceNanos >= giveUpAfter.toNanos())
                .forEach(flight -> flight.decided.complete(new Rejected(ErrorCode.INTERNAL)));
    }

    /** For how long the oldest has been on its way; zero if none is. */
    Duration oldest() {
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
