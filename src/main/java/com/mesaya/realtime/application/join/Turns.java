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
import org.jspecify.annotations.Nullable;

/**
 * The turns of requests to the main API: a limited number at once, at a limited rate, and none during a pause. Requests wait in order
 * of arrival; those of a paused client let others pass. Thread-safe.
 */
final class Turns {

    /** A waiting request; completes with whether it may pass. */
    private static final class Turn {
        private final InetAddress client;
        private final CompletableFuture<Boolean> admitted = new CompletableFuture<>();

        private Turn(InetAddress client) {
            this.client = client;
        }
    }

    private final SnapshotGate.Limits limits;
    private final SnapshotGate.Pace pace;
    private final Executor executor;
    private final Pauses pauses = new Pauses(System::nanoTime);
    private final Set<Turn> waiting = new LinkedHashSet<>();
    private final Set<Turn> paused = new HashSet<>();
    private int underWay;
    private boolean willLook;

    /** @param executor admits the requests that waited for a pause or the rate */
    Turns(SnapshotGate.Limits limits, SnapshotGate.Pace pace, Executor executor) {
        this.limits = limits;
        this.pace = pace;
        this.executor = executor;
    }

    /** Returns the number of waiting requests. */
    synchronized int waiting() {
        return waiting.size() + paused.size();
    }

    /**
     * Completes with whether the request may pass. If it may, {@link #end} must follow.
     *
     * @param patience the longest wait
     * @param gone completes when the request is no longer needed
     */
    CompletionStage<Boolean> take(InetAddress client, Duration patience, CompletionStage<?> gone) {
        Duration pause = pauses.left(client);
        if (pause.compareTo(patience) > 0) {
            return CompletableFuture.completedStage(false);
        }
        var turn = new Turn(client);
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
        gone.whenComplete((end, failure) -> turn.admitted.complete(false));
        return turn.admitted
                .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((admitted, failure) -> forget(turn));
    }

    /** Begins the pause that the main API asked for. */
    void pause(InetAddress client, SnapshotSource.Postponed postponed) {
        pauses.begin(client, postponed);
    }

    /** Ends a turn, and admits the next request. */
    void end() {
        leave();
        admit();
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
