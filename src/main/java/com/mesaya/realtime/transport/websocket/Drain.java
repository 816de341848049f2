package com.mesaya.realtime.transport.websocket;

import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.transport.Json;
import com.mesaya.realtime.transport.frame.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Closes all connections because the service stops, or because an operator asked for it: a few at a time, in no particular order, so
 * that not all clients come back at once. A viewer still gets events until its turn. Thread-safe.
 */
public final class Drain {

    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int LATEST_RETURN_MS = 1_000;

    /** The time limit for closing a batch: a socket that accepts no data can't receive its close frame. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Connections connections;
    private final Duration duration;
    private final ActorSystem<?> system;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final SharedKillSwitch pace = KillSwitches.shared("drain");

    /** @param duration the time over which many connections are closed */
    public Drain(Connections connections, Duration duration, ActorSystem<?> system) {
        this.connections = connections;
        this.duration = duration;
        this.system = system;
    }

    /** Stops accepting new connections. */
    public CompletionStage<Done> announce() {
        connections.close();
        return CompletableFuture.completedStage(Done.getInstance());
    }

    /** Drains on an operator's command while the service keeps running: accepts no new connections, and closes the open ones. */
    public boolean begin() {
        if (!begun.compareAndSet(false, true)) {
            return false;
        }
        announce().thenCompose(done -> run());
        return true;
    }

    /** Returns whether the drain has begun. */
    public boolean hasBegun() {
        return connections.isClosing();
    }

    /** Returns the number of open connections. */
    public int connections() {
        return connections.count();
    }

    /** Closes the open connections; completes when all have ended. */
    public CompletionStage<Done> run() {
        List<ViewerConnection> there = new ArrayList<>(connections.open());
        Collections.shuffle(there);
        long batches = Math.max(1, duration.dividedBy(INTERVAL));
        int perBatch = (int) (there.size() / batches + 1);
        return InPlace.of(Source.from(there)
                        .grouped(perBatch)
                        .throttle(1, INTERVAL)
                        .via(pace.flow())
                        .runForeach(Drain::close, system))
                .thenCompose(paced -> close(connections.open()));
    }

    /** Closes the remaining connections at once. */
    public void hurry() {
        pace.shutdown();
    }

    private static CompletionStage<Done> close(Collection<ViewerConnection> batch) {
        CompletableFuture<?>[] ended = batch.stream()
                .map(connection -> connection
                        .close(Outbound.closing(CloseReason.SERVER_STOPPING, hint()))
                        .toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(ended)
                .<Done>thenApply(all -> Done.getInstance())
                .completeOnTimeout(Done.getInstance(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Frame hint() {
        int afterMs = ThreadLocalRandom.current().nextInt(LATEST_RETURN_MS);
        return Frame.of("system.closing", Json.bytes(Map.of("reconnectAfterMs", afterMs)));
    }
}
