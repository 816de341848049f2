package com.mesaya.realtime.infrastructure.kafka.partition;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Limits the bytes of records that are in flight to their sections. A record larger than the limit goes alone. One record may wait at
 * a time. Thread-safe.
 */
public final class InFlightBytes {

    private static final CompletionStage<Void> ENTERS = CompletableFuture.completedStage(null);

    private final long most;
    private long used;
    private int waitingBytes;
    private @Nullable CompletableFuture<Void> waiting;

    public InFlightBytes(long most) {
        this.most = most;
    }

    /**
     * Completes when there is room for the record; {@link #leave} then returns the room.
     *
     * @throws IllegalStateException if another record waits
     */
    public synchronized CompletionStage<Void> enter(int bytes) {
        if (waiting != null) {
            throw new IllegalStateException("another record waits");
        }
        if (hasRoom(bytes)) {
            used += bytes;
            return ENTERS;
        }
        waitingBytes = bytes;
        waiting = new CompletableFuture<>();
        return waiting;
    }

    /** Returns the room of a record. */
    public void leave(int bytes) {
        CompletableFuture<Void> next = nextAfter(bytes);
        if (next != null) {
            next.complete(null);
        }
    }

    private synchronized @Nullable CompletableFuture<Void> nextAfter(int bytes) {
        used -= bytes;
        CompletableFuture<Void> next = waiting;
        if (next == null || !hasRoom(waitingBytes)) {
            return null;
        }
        used += waitingBytes;
        waiting = null;
        return next;
    }

    private boolean hasRoom(int bytes) {
        return used == 0 || used + bytes <= most;
    }
}
