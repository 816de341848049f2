package com.mesaya.realtime.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Remembers which Kafka records a log has seen, so that one delivered again is told once. Of each partition the highest
 * {@code capacity} offsets are known exactly; at or before the highest one forgotten everything counts as seen. A record
 * that is sent again after others overtook it is therefore not mistaken for a duplicate, as long as no more than
 * {@code capacity} records of its partition are on their way at once.
 */
final class TakenOffsets {

    private static final class Taken {
        private final TreeSet<Long> highest = new TreeSet<>();
        private long floor = -1;
    }

    private final int capacity;
    private final Map<Origin.Partition, Taken> partitions = new HashMap<>();

    TakenOffsets(int capacity) {
        this.capacity = capacity;
    }

    /** What was known elsewhere. */
    TakenOffsets(int capacity, List<LogState.Taken> known) {
        this(capacity);
        for (LogState.Taken partition : known) {
            var taken = new Taken();
            taken.highest.addAll(partition.above());
            taken.floor = partition.floor();
            partitions.put(partition.partition(), taken);
        }
    }

    List<LogState.Taken> state() {
        return partitions.entrySet().stream()
                .map(partition -> new LogState.Taken(
                        partition.getKey(), partition.getValue().floor, List.copyOf(partition.getValue().highest)))
                .toList();
    }

    boolean contains(Origin origin) {
        Taken taken = partitions.get(origin.in());
        return taken != null && (origin.offset() <= taken.floor || taken.highest.contains(origin.offset()));
    }

    /** From now on a topic's offsets stand for other records. */
    void forget(String topic) {
        partitions.keySet().removeIf(partition -> partition.topic().equals(topic));
    }

    void add(Origin origin) {
        Taken taken = partitions.computeIfAbsent(origin.in(), partition -> new Taken());
        taken.highest.add(origin.offset());
        if (taken.highest.size() > capacity) {
            taken.floor = taken.highest.pollFirst();
        }
    }
}
