package com.mesaya.realtime.application.join;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Limits the joins under way, and so the requests for snapshots: their number at once, their pace, and none while the main API has
 * asked for a pause. Other joins wait in order of arrival. A join is refused if too many already wait, or if it would wait too long.
 * Thread-safe.
 */
public final class SnapshotGate {

    /**
     * Limits of the gate.
     *
     * @param concurrent the number of requests that may be under way at once
     * @param waiting the number of further requests that may wait
     * @param patience the longest total wait of one join
     */
    public record Limits(int concurrent, int waiting, Duration patience) {

        /** @throws IllegalArgumentException if a limit would let no request pass */
        public Limits {
            if (concurrent < 1 || waiting < 0 || patience.isNegative()) {
                throw new IllegalArgumentException("a gate must let at least one request pass");
            }
        }
    }

    /** The rate at which requests may follow each other. Thread-safe and quick. */
    @FunctionalInterface
    public interface Pace {

        /** Imposes no limit. */
        Pace ANY = () -> Duration.ZERO;

        /** Returns zero if a request may go now, and counts it; otherwise the time after which to try again. */
        Duration take();
    }

    /** The result of work behind the gate. */
    public sealed interface Visit<T> {}

    /** The work is complete. */
    public record Done<T>(T result) implements Visit<T> {}

    /** The work must be repeated after a pause. */
    public record Again<T>(SnapshotSource.Postponed postponed) implements Visit<T> {}

    /** A request to pass the gate. */
    private record Visitor<T>(
            InetAddress client, Supplier<CompletionStage<Visit<T>>> work, T turnedAway, JoinWait joinWait) {}

    private final Limits limits;
    private final Executor executor;
    private final Turns turns;

    /**
     * @param executor runs the requests that waited, each as a task of its own, so that a long queue of abandoned requests does
     *     not deepen the stack
     */
    public SnapshotGate(Limits limits, Pace pace, Executor executor) {
        this.limits = limits;
        this.executor = executor;
        this.turns = new Turns(limits, pace, executor);
    }

    /**
     * Runs the work when its turn comes, and repeats it if the work asks for that.
     *
     * @param client the address whose pauses apply
     * @param work the work behind the gate; when it completes, the next request's turn comes
     * @param turnedAway returns the result of a request that may not pass
     * @param wait the time that the request may wait; the turn of a client that is gone passes to the next request
     */
    <T> CompletionStage<T> pass(
            InetAddress client, Supplier<CompletionStage<Visit<T>>> work, T turnedAway, JoinWait wait) {
        return pass(new Visitor<>(client, work, turnedAway, wait));
    }

    private <T> CompletionStage<T> pass(Visitor<T> visitor) {
        return turns.take(
                        visitor.client(),
                        visitor.joinWait().left(),
                        visitor.joinWait().gone())
                .thenComposeAsync(
                        admitted -> admitted
                                ? visit(visitor)
                                : CompletableFuture.completedStage(new Done<>(visitor.turnedAway())),
                        executor)
                .thenCompose(visit -> visit instanceof Done<T> done
                        ? CompletableFuture.completedStage(done.result())
                        : pass(visitor));
    }

    private <T> CompletionStage<Visit<T>> visit(Visitor<T> visitor) {
        CompletionStage<Visit<T>> visit = visitor.joinWait().isGone()
                ? CompletableFuture.completedStage(new Done<>(visitor.turnedAway()))
                : CompletableFuture.completedStage(visitor.work()).thenCompose(Supplier::get);
        return visit.whenComplete((result, failure) -> {
            if (result instanceof Again<T> again) {
                turns.pause(visitor.client(), again.postponed());
            }
            turns.end();
        });
    }

    /** Begins the wait of a join. */
    JoinWait beginWait(CompletionStage<?> gone) {
        return JoinWait.begin(limits.patience(), gone);
    }

    /** Returns the number of waiting requests. */
    int waiting() {
        return turns.waiting();
    }
}
