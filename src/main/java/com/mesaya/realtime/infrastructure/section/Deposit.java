package com.mesaya.realtime.infrastructure.section;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A section's state on its way, in parts that come one by one. Not thread-safe. */
final class Deposit {

    private final UUID id;
    private final Instant since;
    private final byte @Nullable [][] parts;
    private int missing;
    private long bytes;

    Deposit(UUID id, Instant since, int count) {
        this.id = id;
        this.since = since;
        this.parts = new byte[count][];
        this.missing = count;
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
        return missing == 0;
    }

    /** @return how many bytes it has grown by; none if the part was here already */
    long add(int number, byte[] part) {
        if (parts[number] != null) {
            return 0;
        }
        parts[number] = part;
        missing--;
        bytes += part.length;
        return part.length;
    }

    /** The parts, if all are here. */
    List<SectionKeeper.Part> parts() {
        return IntStream.range(0, parts.length)
                .mapToObj(number -> new SectionKeeper.Part(id, since, number, parts.length, parts[number]))
                .toList();
    }

    /** All parts together, if all are here. */
    byte[] whole() {
        byte[] whole = new byte[Math.toIntExact(bytes)];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
