package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The full contents of a section's log, for an incarnation that continues on another node with the same cursors.
 *
 * @param entries in order
 * @param known the state of each entity, and of the holds of each entity
 * @param taken the records of each partition that the log has seen
 * @param shown the versions in viewers' snapshots that are newer than all events so far
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
     * The log's state of an entity.
     *
     * @param newest the sequence of its newest event
     * @param version the highest known order of its events
     * @param earlierOfVersion the events of the same order that the log accepted before that event
     */
    public record Known(long newest, @Nullable Instant version, boolean deleted, List<SectionEvent> earlierOfVersion) {

        /** Copies the list. */
        public Known {
            earlierOfVersion = List.copyOf(earlierOfVersion);
        }
    }

    /**
     * The offsets of a partition that the log has seen.
     *
     * @param floor all offsets up to this one; -1 for none
     * @param above single offsets after that
     */
    public record Taken(Origin.Partition partition, long floor, List<Long> above) {

        /** Copies the list. */
        public Taken {
            above = List.copyOf(above);
        }
    }
}
