package com.mesaya.realtime.application.join;

import com.mesaya.realtime.application.InPlace;
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
     * @param patience the longest total wait of one request
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

    /** A waiting request; completes with whether it may pass. */
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

    /** Creates a gate without a limit on the rate. */
    public SnapshotGate(Limits limits, Executor executor) {
        this(limits, Pace.ANY, executor);
    }

    /**
     * @param executor runs the requests that waited, each as a task of its own, so that a long queue of abandoned requests does
     *     not deepen the stack
     */
    public SnapshotGate(Limits limits, Pace pace, Executor executor) {
        this.limits = limits;
        this.pace = pace;
        this.executor = executor;
    }

    /**
     * Runs the work when its turn comes, and repeats it if the work asks for that.
     *
     * @param client the address whose pauses apply
     * @param work the work behind the gate; when it completes, the next request's turn comes
     * @param turnedAway returns the result of a request that may not pass
     * @param gone completes when the result is no longer needed; then the turn passes to the next request
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

    /** Returns the number of waiting requests. */
    public synchronized int waiting() {
        return waiting.size() + paused.size();
    }

    /** Completes with whether the request may pass. */
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

    /** Admits waiting requests as far as there is room, and skips abandoned ones. */
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

    /** Returns whether one more request may pass. If only the rate prevents it, schedules another attempt. */
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
