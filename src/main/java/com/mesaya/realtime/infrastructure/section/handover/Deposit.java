package com.mesaya.realtime.infrastructure.section.handover;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/** A state on its way, in parts that come one by one. Not thread-safe. */
final class Deposit {

    private final UUID id;
    private final Instant since;
    private final int count;
    private final TreeMap<Integer, byte[]> parts = new TreeMap<>();
    private long bytes;

    Deposit(UUID id, Instant since, int count) {
        this.id = id;
        this.since = since;
        this.count = count;
    }

    UUID id() {
        return id;
    }

    Instant since() {
        return since;
    }

    long bytes() {
        return bytes;
    }

    boolean isComplete() {
        return parts.size() == count;
    }

    /** @return how many bytes it has grown by; none if the part was here already */
    long add(int number, byte[] part) {
        if (parts.putIfAbsent(number, part) != null) {
            return 0;
        }
        bytes += part.length;
        return part.length;
    }

    /** The parts, if all are here. */
    List<StateKeeper.Part> parts() {
        return parts.entrySet().stream()
                .map(part -> new StateKeeper.Part(id, since, part.getKey(), count, part.getValue()))
                .toList();
    }

    /** All parts together, if all are here. */
    byte[] whole() {
        byte[] whole = new byte[Math.toIntExact(bytes)];
        int at = 0;
        for (byte[] part : parts.values()) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
