package com.mesaya.realtime.infrastructure.section;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Tells when to give up asking: after so long for each question, and for all of them once nobody has answered any for so long.
 * Otherwise each that waits for a section that never answers again would take as long as the first. Thread-safe.
 *
 * @param <K> whom is asked
 */
final class Silence<K> {

    private final long mostNanos;
    private final LongSupplier nanoTime;
    /** Of those that didn't answer in time, and haven't answered anything since. */
    private final Map<K, Long> sinceNanos = new ConcurrentHashMap<>();

    Silence(Duration most, LongSupplier nanoTime) {
        this.mostNanos = most.toNanos();
        this.nanoTime = nanoTime;
    }

    void answered(K one) {
        if (!sinceNanos.isEmpty()) {
            sinceNanos.remove(one);
        }
    }

    /**
     * It hasn't answered in time; whether it isn't to be asked again.
     *
     * @param firstNanos when the question was asked for the first time
     * @param lastNanos when it was asked now
     */
    boolean isTooLong(K one, long firstNanos, long lastNanos) {
        long now = nanoTime.getAsLong();
        Long before = sinceNanos.putIfAbsent(one, lastNanos);
        return now - firstNanos >= mostNanos || (before != null && now - before >= mostNanos);
    }
}
