package com.mesaya.realtime.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a section's log holds, for a life that goes on elsewhere with the same cursors.
 *
 * @param entries in order
 * @param known what is known of each entity, and of each one's holds
 * @param taken which records of each partition have been seen
 * @param shown the versions in viewers' snapshots that no event has caught up with
 */
public record LogState(
        long epoch,
        long head,
        long windowStart,
        long horizon,
        @Nullable Instant newestForgotten,
        List<LogEntry> entries,
        List<Known> known,
        List<Taken> taken,
        Map<EntityKey, Instant> shown) {

    /** Copies the collections. */
    public LogState {
        entries = List.copyOf(entries);
        known = List.copyOf(known);
        taken = List.copyOf(taken);
        shown = Map.copyOf(shown);
    }

    /**
     * What is known of an entity.
     *
     * @param newest the sequence of its newest event
     * @param version the highest order known of its events
     * @param earlierOfVersion what was taken of the same order before that event
     */
    public record Known(long newest, @Nullable Instant version, boolean deleted, List<SectionEvent> earlierOfVersion) {

        /** Copies the list. */
        public Known {
            earlierOfVersion = List.copyOf(earlierOfVersion);
        }
    }

    /**
     * What was seen of a partition.
     *
     * @param floor everything up to here; -1 for nothing
     * @param above single offsets after that
     */
    public record Taken(Origin.Partition partition, long floor, List<Long> above) {

        /** Copies the list. */
        public Taken {
            above = List.copyOf(above);
        }
    }
}
