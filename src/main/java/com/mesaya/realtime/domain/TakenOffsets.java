package com.mesaya.realtime.domain;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Remembers which Kafka records a log has seen, so that one delivered again is told once. The last ones are known
 * exactly; of older ones only the highest offset of each partition, at or before which everything counts as seen. A
 * record that is sent again after others overtook it is therefore not mistaken for a duplicate, as long as no more than
 * {@code inFlight} records are on their way at once, counted from the oldest that hasn't arrived.
 *
 * <p>Twice as many are known exactly: while a record is late, as many as are in flight may come from before it as from
 * after it.
 */
final class TakenOffsets {

    private final long capacity;
    private final Set<Origin> recent = new LinkedHashSet<>();
    private final Map<Origin.Partition, Long> floors = new HashMap<>();

    TakenOffsets(int inFlight) {
        this.capacity = 2L * inFlight;
    }

    boolean contains(Origin origin) {
        return recent.contains(origin) || origin.offset() <= floors.getOrDefault(origin.in(), -1L);
    }

    void add(Origin origin) {
        recent.add(origin);
        if (recent.size() > capacity) {
            var eldest = recent.iterator();
            Origin forgotten = eldest.next();
            eldest.remove();
            floors.merge(forgotten.in(), forgotten.offset(), Math::max);
        }
    }
}
