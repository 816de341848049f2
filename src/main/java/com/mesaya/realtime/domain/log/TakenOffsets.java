package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.Origin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records which Kafka records a log has seen, so that a resent record is appended once. The highest {@code capacity} offsets of each
 * partition are known exactly; all offsets up to the highest dropped one count as seen. So a resent record that others overtook is not
 * mistaken for a duplicate, as long as at most {@code capacity} records of its partition are in flight, and each of them for no longer
 * than from one call of {@link #dropOld} to the next. Not thread-safe.
 */
final class TakenOffsets {

    /** The offsets of one partition. They are kept sorted, since nearly all arrive in order, at the end. */
    private static final class Taken {

        private static final int FIRST_LENGTH = 4;
        private static final long NONE = -1;

        private long[] offsets = new long[FIRST_LENGTH];
        private int start;
        private int end;
        private long floor = NONE;
        /** The highest offset at the last call of {@link #dropOld}. */
        private long highestBefore = NONE;

        boolean contains(long offset) {
            return offset <= floor || Arrays.binarySearch(offsets, start, end, offset) >= 0;
        }

        void add(long offset, int capacity) {
            if (contains(offset)) {
                return;
            }
            if (end - start == capacity) {
                if (offset < offsets[start]) {
                    floor = offset;
                    return;
                }
                floor = offsets[start];
                start++;
            }
            if (end == offsets.length) {
                resize((int) Math.min(2L * (end - start), capacity + capacity / 4L + 1));
            }
            int place = -Arrays.binarySearch(offsets, start, end, offset) - 1;
            System.arraycopy(offsets, place, offsets, place + 1, end - place);
            offsets[place] = offset;
            end++;
        }

        void dropOld() {
            while (start < end && offsets[start] <= highestBefore) {
                floor = offsets[start];
                start++;
            }
            highestBefore = start == end ? floor : offsets[end - 1];
            if (end - start < offsets.length / 4) {
                resize(end - start);
            }
        }

        private void resize(int length) {
            offsets = Arrays.copyOfRange(offsets, start, start + Math.max(FIRST_LENGTH, length));
            end -= start;
            start = 0;
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
                    List<Long> above = Arrays.stream(taken.offsets, taken.start, taken.end)
                            .boxed()
                            .toList();
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

    /**
     * Drops all offsets up to the highest one that was known at the last call of this method. To be called at intervals longer than a
     * record can be in flight.
     */
    void dropOld() {
        partitions.values().forEach(Taken::dropOld);
    }

    void add(Origin origin) {
        partitions.computeIfAbsent(origin.in(), partition -> new Taken()).add(origin.offset(), capacity);
    }
}
