package com.mesaya.realtime.application;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets only so many joins, and so requests for snapshots, be under way at once, at a pace, and none while the main API has asked
 * for a pause. Others wait for their turn, first come, first served; who would wait too long, or finds too many waiting, is turned
 * away. Thread-safe.
 */
public final class SnapshotGate {

    /**
     * How many may pass.
     *
     * @param concurrent how many requests may be under way at once
     * @param waiting how many more may wait
     * @param patience how long one may wait in all
     */
    public record Limits(int concurrent, int waiting, Duration patience) {

        /** @throws IllegalArgumentException if nobody could pass */
        public Limits {
            if (concurrent < 1 || waiting < 0 || patience.isNegative()) {
                throw new IllegalArgumentException("a gate lets someone through");
            }
        }
    }

    /** How fast requests may follow each other. Thread-safe and quick. */
    @FunctionalInterface
    public interface Pace {

        /** As fast as they come. */
        Pace ANY = () -> Duration.ZERO;

        /** Zero if one may go now, which counts it; otherwise how long until there is a chance. */
        Duration take();
    }

    /** How a visit behind the gate ended. */
    public sealed interface Visit<T> {}

    /** With a result. */
    public record Done<T>(T result) implements Visit<T> {}

    /** Without one, and it is to be made again after a pause. */
    public record Again<T>(SnapshotSource.Postponed postponed) implements Visit<T> {}

    /** One who wants to pass. */
    private record Visitor<T>(
            InetAddress client,
            Supplier<CompletionStage<Visit<T>>> work,
            T turnedAway,
            CompletionStage<?> gone,
            long deadlineNanos) {

        Duration patience() {
            return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
        }

        boolean isGone() {
            return gone.toCompletableFuture().isDone();
        }
    }

    /** One who waits; completes with whether it may pass. */
    private static final class Turn {
        private final InetAddress client;
        private final CompletableFuture<Boolean> admitted = new CompletableFuture<>();

        private Turn(InetAddress client) {
            this.client = client;
        }
    }

    private final Limits limits;
    private final Pace pace;
    private final Executor executor;
    private final Pauses pauses = new Pauses(System::nanoTime);
    private final Set<Turn> waiting = new LinkedHashSet<>();
    private final Set<Turn> paused = new HashSet<>();
    private int underWay;
    private boolean willLook;

    /** As fast as they come. */
    public SnapshotGate(Limits limits, Executor executor) {
        this(limits, Pace.ANY, executor);
    }

    /** @param executor where those who waited go on, each on its own: a long row of those who are gone stays flat */
    public SnapshotGate(Limits limits, Pace pace, Executor executor) {
        this.limits = limits;
        this.pace = pace;
        this.executor = executor;
    }

    /**
     * Does something when its turn comes, and again if it has to be done again.
     *
     * @param client whose pauses it keeps to
     * @param work what is done behind the gate; the next one's turn comes when it is over
     * @param turnedAway the result for whoever doesn't pass
     * @param gone completes when nobody wants the result any more; then the turn goes to the next
     */
    public <T> CompletionStage<T> pass(
            InetAddress client, Supplier<CompletionStage<Visit<T>>> work, T turnedAway, CompletionStage<?> gone) {
        long deadlineNanos = System.nanoTime() + limits.patience().toNanos();
        return pass(new Visitor<>(client, work, turnedAway, gone, deadlineNanos));
    }

    private <T> CompletionStage<T> pass(Visitor<T> visitor) {
        return turn(visitor)
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
        CompletionStage<Visit<T>> visit = visitor.isGone()
                ? CompletableFuture.completedStage(new Done<>(visitor.turnedAway()))
                : CompletableFuture.completedStage(visitor.work()).thenCompose(Supplier::get);
        return visit.whenComplete((result, failure) -> {
            if (result instanceof Again<T> again) {
                pauses.begin(visitor.client(), again.postponed());
            }
            leave();
            admit();
        });
    }

    /** How many wait for their turn. */
    public synchronized int waiting() {
        return waiting.size() + paused.size();
    }

    /** Completes with whether it may pass. */
    private CompletionStage<Boolean> turn(Visitor<?> visitor) {
        Duration patience = visitor.patience();
        Duration pause = pauses.left(visitor.client());
        if (pause.compareTo(patience) > 0) {
            return CompletableFuture.completedStage(false);
        }
        var turn = new Turn(visitor.client());
        synchronized (this) {
            if (pause.isZero() && waiting.isEmpty() && hasRoom()) {
                underWay++;
                return CompletableFuture.completedStage(true);
            }
            if (waiting() >= limits.waiting()) {
                return CompletableFuture.completedStage(false);
            }
            lineUp(turn, pause);
        }
        visitor.gone().whenComplete((end, failure) -> turn.admitted.complete(false));
        return turn.admitted
                .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((admitted, failure) -> forget(turn));
    }

    private synchronized void lineUp(Turn turn, Duration pause) {
        if (pause.isZero()) {
            waiting.add(turn);
        } else {
            paused.add(turn);
            after(pause, () -> endPause(turn));
        }
    }

    private void endPause(Turn turn) {
        synchronized (this) {
            if (paused.remove(turn)) {
                waiting.add(turn);
            }
        }
        admit();
    }

    private synchronized void forget(Turn turn) {
        waiting.remove(turn);
        paused.remove(turn);
    }

    private synchronized void leave() {
        underWay--;
    }

    /** Lets in who waits, as far as there is room; who has given up meanwhile is skipped. */
    private void admit() {
        Turn turn;
        while ((turn = nextWaiting()) != null) {
            if (!turn.admitted.complete(true)) {
                leave();
            }
        }
    }

    private synchronized @Nullable Turn nextWaiting() {
        var row = waiting.iterator();
        while (row.hasNext()) {
            Turn first = row.next();
            Duration pause = pauses.left(first.client);
            if (pause.isZero() && !hasRoom()) {
                return null;
            }
            row.remove();
            if (pause.isZero()) {
                underWay++;
                return first;
            }
            lineUp(first, pause);
        }
        return null;
    }

    /** Whether one more may pass; if that is a matter of pace, it is looked again in time. */
    private boolean hasRoom() {
        if (underWay >= limits.concurrent()) {
            return false;
        }
        Duration wait = pace.take();
        if (!wait.isZero() && !willLook) {
            willLook = true;
            after(wait, this::lookAgain);
        }
        return wait.isZero();
    }

    private void lookAgain() {
        synchronized (this) {
            willLook = false;
        }
        admit();
    }

    private void after(Duration wait, Runnable then) {
        InPlace.after(wait).execute(() -> executor.execute(then));
    }
}
