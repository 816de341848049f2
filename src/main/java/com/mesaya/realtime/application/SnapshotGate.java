package com.mesaya.realtime.application;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets only so many joins, and so requests for snapshots, be under way at once. Others wait for their turn, first come, first served; who
 * would wait too long, or finds too many waiting, is turned away. Thread-safe.
 */
public final class SnapshotGate {

    /**
     * How many may pass.
     *
     * @param concurrent how many requests may be under way at once
     * @param waiting how many more may wait
     * @param patience how long one may wait
     */
    public record Limits(int concurrent, int waiting, Duration patience) {

        /** @throws IllegalArgumentException if nobody could pass */
        public Limits {
            if (concurrent < 1 || waiting < 0 || patience.isNegative()) {
                throw new IllegalArgumentException("a gate lets someone through");
            }
        }
    }

    /** One who waits; completes with whether it may pass. */
    private static final class Turn {
        private final CompletableFuture<Boolean> admitted = new CompletableFuture<>();
    }

    private final Limits limits;
    private final Executor executor;
    private final Set<Turn> waiting = new LinkedHashSet<>();
    private int underWay;

    /** @param executor where those who waited go on, each on its own: a long row of those who are gone stays flat */
    public SnapshotGate(Limits limits, Executor executor) {
        this.limits = limits;
        this.executor = executor;
    }

    /**
     * Does something when its turn comes.
     *
     * @param work what is done behind the gate; the next one's turn comes when it is over
     * @param turnedAway the result for whoever doesn't pass
     * @param gone completes when nobody wants the result any more; then the turn goes to the next
     */
    public <T> CompletionStage<T> pass(Supplier<CompletionStage<T>> work, T turnedAway, CompletionStage<?> gone) {
        return turn(gone)
                .thenComposeAsync(
                        admitted -> {
                            if (!admitted) {
                                return CompletableFuture.completedStage(turnedAway);
                            }
                            CompletionStage<T> done = gone.toCompletableFuture().isDone()
                                    ? CompletableFuture.completedStage(turnedAway)
                                    : CompletableFuture.completedStage(work).thenCompose(Supplier::get);
                            return done.whenComplete((result, failure) -> next());
                        },
                        executor);
    }

    /** How many wait for their turn. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** Completes with whether it may pass. */
    private synchronized CompletionStage<Boolean> turn(CompletionStage<?> gone) {
        if (underWay < limits.concurrent()) {
            underWay++;
            return CompletableFuture.completedStage(true);
        }
        if (waiting.size() >= limits.waiting()) {
            return CompletableFuture.completedStage(false);
        }
        var turn = new Turn();
        waiting.add(turn);
        gone.whenComplete((end, failure) -> turn.admitted.complete(false));
        return turn.admitted
                .completeOnTimeout(false, limits.patience().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((admitted, failure) -> forget(turn));
    }

    private synchronized void forget(Turn turn) {
        waiting.remove(turn);
    }

    /** Passes the place of a finished request on; who has given up meanwhile is skipped. */
    private void next() {
        Turn turn;
        do {
            turn = nextWaiting();
        } while (turn != null && !turn.admitted.complete(true));
    }

    private synchronized @Nullable Turn nextWaiting() {
        var first = waiting.iterator();
        if (!first.hasNext()) {
            underWay--;
            return null;
        }
        Turn turn = first.next();
        first.remove();
        return turn;
    }
}
