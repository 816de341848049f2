package com.mesaya.realtime.application.join;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The pauses in requests to the main API, for the clients of one address or for all clients. Thread-safe. */
final class Pauses {

    /**
     * The limit on stored addresses, since addresses are easily made up. Above it the oldest pause is dropped, and the API refuses a
     * request again if it comes too early.
     */
    static final int MAX_ADDRESSES = 10_000;

    private final LongSupplier nanoTime;
    private final Map<InetAddress, Long> endsByAddress = new LinkedHashMap<>();
    private @Nullable Long endForEverybody;

    Pauses(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Begins a pause. A pause already under way that ends later remains. */
    synchronized void begin(InetAddress client, SnapshotSource.Postponed postponed) {
        if (postponed.pause().compareTo(left(client)) <= 0) {
            return;
        }
        long end = nanoTime.getAsLong() + postponed.pause().toNanos();
        if (postponed.forEverybody()) {
            endForEverybody = end;
            return;
        }
        endsByAddress.put(client, end);
        if (endsByAddress.size() > MAX_ADDRESSES) {
            var oldest = endsByAddress.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Returns the remaining pause of a client; zero if there is none. */
    synchronized Duration left(InetAddress client) {
        endForEverybody = unlessOver(endForEverybody);
        Long end = endsByAddress.computeIfPresent(client, (address, known) -> unlessOver(known));
        Duration own = untilEnd(end);
        Duration everybodys = untilEnd(endForEverybody);
        return own.compareTo(everybodys) > 0 ? own : everybodys;
    }

    private @Nullable Long unlessOver(@Nullable Long end) {
        return untilEnd(end).isZero() ? null : end;
    }

    private Duration untilEnd(@Nullable Long end) {
        return end == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
    }
}
