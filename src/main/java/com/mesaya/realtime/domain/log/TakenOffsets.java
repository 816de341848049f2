package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.Origin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records which Kafka records a log has seen, so that a resent record is appended once. The highest {@code capacity} offsets of each
 * partition are known exactly; all offsets up to the highest dropped one count as seen. So a resent record that others overtook is not
 * mistaken for a duplicate, as long as at most {@code capacity} records of its partition are in flight. Not thread-safe.
 */
final class TakenOffsets {

    /** The offsets of one partition. They are kept sorted, since nearly all arrive in order, at the end. */
    private static final class Taken {

        private static final int FIRST_LENGTH = 4;

        private long[] highest = new long[FIRST_LENGTH];
        private int size;
        private long floor = -1;

        boolean contains(long offset) {
            return offset <= floor || Arrays.binarySearch(highest, 0, size, offset) >= 0;
        }

        void add(long offset, int capacity) {
            if (contains(offset)) {
                return;
            }
            int place = -Arrays.binarySearch(highest, 0, size, offset) - 1;
            if (size == capacity) {
                floor = place == 0 ? offset : highest[0];
                if (place > 0) {
                    System.arraycopy(highest, 1, highest, 0, place - 1);
                    highest[place - 1] = offset;
                }
                return;
            }
            if (size == highest.length) {
                highest = Arrays.copyOf(highest, Math.min(capacity, 2 * size));
            }
            System.arraycopy(highest, place, highest, place + 1, size - place);
            highest[place] = offset;
            size++;
        }
    }

    private final int capacity;
    private final Map<Origin.Partition, Taken> partitions = new HashMap<>();

    TakenOffsets(int capacity) {
        this.capacity = capacity;
    }

    /** Restores the offsets that a log on another node has seen. */
    TakenOffsets(int capacity, List<LogState.Taken> known) {
        this(capacity);
        for (LogState.Taken partition : known) {
            var taken = new Taken();
            taken.floor = partition.floor();
            partition.above().forEach(offset -> taken.add(offset, capacity));
            partitions.put(partition.partition(), taken);
        }
    }

    List<LogState.Taken> state() {
        return partitions.entrySet().stream()
                .map(partition -> {
                    Taken taken = partition.getValue();
                    List<Long> above =
                            Arrays.stream(taken.highest, 0, taken.size).boxed().toList();
                    return new LogState.Taken(partition.getKey(), taken.floor, above);
                })
                .toList();
    }

    boolean contains(Origin origin) {
        Taken taken = partitions.get(origin.in());
        return taken != null && taken.contains(origin.offset());
    }

    /** Forgets a topic's offsets, because they refer to other records from now on. */
    void forget(String topic) {
        partitions.keySet().removeIf(partition -> partition.topic().equals(topic));
    }

    void add(Origin origin) {
        partitions.computeIfAbsent(origin.in(), partition -> new Taken()).add(origin.offset(), capacity);
    }
}
