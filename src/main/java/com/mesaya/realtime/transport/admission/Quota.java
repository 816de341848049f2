package com.mesaya.realtime.transport.admission;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts admitted items, in all and per key, against limits. Thread-safe. */
public final class Quota {

    private final int total;
    private final int perKey;
    private final Map<String, Integer> counts = new HashMap<>();
    private int all;

    public Quota(int total, int perKey) {
        this.total = total;
        this.perKey = perKey;
    }

    /** Returns whether there is room for one more in all. */
    synchronized boolean hasRoom() {
        return all < total;
    }

    /** Returns whether there is room for one more of this key. */
    synchronized boolean hasRoom(String key) {
        return counts.getOrDefault(key, 0) < perKey;
    }

    /** Takes a slot if one is free, and counts it for the key if there is one; {@link #leave} returns it. */
    public synchronized boolean enter(Optional<String> key) {
        boolean enters = hasRoom() && key.map(this::hasRoom).orElse(true);
        if (enters) {
            all++;
            key.ifPresent(kind -> counts.merge(kind, 1, Integer::sum));
        }
        return enters;
    }

    public synchronized void leave(Optional<String> key) {
        all--;
        key.ifPresent(kind -> counts.computeIfPresent(kind, (same, count) -> count == 1 ? null : count - 1));
    }
}
