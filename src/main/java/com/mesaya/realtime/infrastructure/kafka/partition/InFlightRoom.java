package com.mesaya.realtime.infrastructure.kafka.partition;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the records in flight: their bytes, and their number. The more records a node decides on in a second, the more may be in flight,
 * because many records make large batches. On a slow node there are fewer, so that no record is in flight for long only because others
 * are before it. A record larger than the limit of bytes goes alone. One record may wait at a time. Thread-safe.
 */
public final class InFlightRoom {

    private static final CompletionStage<Void> ENTERS = CompletableFuture.completedStage(null);
    private static final int LEAST_RECORDS = 4096;
    /** At most as many records are in flight as the node decides on in this time. */
    private static final int SECONDS_IN_FLIGHT = 4;

    private static final long MEASURED_NANOS = Duration.ofSeconds(1).toNanos();

    private final long mostBytes;
    private final int mostRecords;
    private final LongSupplier nanoTime;
    private long bytes;
    private int records;
    private int waitingBytes;
    private @Nullable CompletableFuture<Void> waiting;

    private int room;
    private long decided;
    private long sinceNanos;

    public InFlightRoom(long mostBytes, int mostRecords, LongSupplier nanoTime) {
        this.mostBytes = mostBytes;
        this.mostRecords = mostRecords;
        this.nanoTime = nanoTime;
        this.room = Math.min(mostRecords, LEAST_RECORDS);
        this.sinceNanos = nanoTime.getAsLong();
    }

    /**
     * Completes when there is room for the record; {@link #leave} then returns the room.
     *
     * @throws IllegalStateException if another record waits
     */
    public synchronized CompletionStage<Void> enter(int size) {
        if (waiting != null) {
            throw new IllegalStateException("another record waits");
        }
        if (hasRoom(size)) {
            add(size);
            return ENTERS;
        }
        waitingBytes = size;
        waiting = new CompletableFuture<>();
        return waiting;
    }

    /** Returns the room of a record that was decided on. */
    public void leave(int size) {
        CompletableFuture<Void> next = nextAfter(size);
        if (next != null) {
            next.complete(null);
        }
    }

    private synchronized @Nullable CompletableFuture<Void> nextAfter(int size) {
        bytes -= size;
        records--;
        decided++;
        measure();
        CompletableFuture<Void> next = waiting;
        if (next == null || !hasRoom(waitingBytes)) {
            return null;
        }
        add(waitingBytes);
        waiting = null;
        return next;
    }

    private void measure() {
        long nanos = nanoTime.getAsLong() - sinceNanos;
        if (nanos >= MEASURED_NANOS) {
            long perSecond = decided * MEASURED_NANOS / nanos;
            room = (int) Math.min(mostRecords, Math.max(LEAST_RECORDS, SECONDS_IN_FLIGHT * perSecond));
            decided = 0;
            sinceNanos += nanos;
        }
    }

    private void add(int size) {
        bytes += size;
        records++;
    }

    private boolean hasRoom(int size) {
        return records == 0 || (records < room && bytes + size <= mostBytes);
    }
}
