package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionEvent;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log's state of an entity, or of the holds of one, by which it judges later events (contract, section 3).
 *
 * @param entry its newest event
 * @param order the highest known order of its events
 * @param deleted whether a deletion had that order
 * @param sameOrder the last accepted events of that order, among which duplicates are found
 */
record Newest(LogEntry entry, @Nullable Instant order, boolean deleted, List<SectionEvent> sameOrder) {

    /** The number of events with the same order that the log distinguishes. */
    private static final int MAX_SAME_ORDER = 8;

    static Newest after(@Nullable Newest last, LogEntry entry) {
        SectionEvent event = entry.event();
        boolean deletes = event.nature() == EventNature.DELETION;
        if (last == null) {
            return new Newest(entry, event.orderedAt(), deletes, List.of(event));
        }
        Instant order = event.orderedAt() == null ? last.order : event.orderedAt();
        if (!Objects.equals(order, last.order)) {
            return new Newest(entry, order, deletes, List.of(event));
        }
        Stream<SectionEvent> same = Stream.concat(Stream.of(event), last.sameOrder.stream());
        return new Newest(
                entry,
                order,
                deletes || last.deleted,
                same.limit(MAX_SAME_ORDER).toList());
    }

    /** Restores the state on another node. */
    static Newest of(LogState.Known known, LogEntry entry) {
        Stream<SectionEvent> same = Stream.concat(Stream.of(entry.event()), known.earlierOfVersion().stream());
        return new Newest(entry, known.version(), known.deleted(), same.toList());
    }

    LogState.Known state() {
        return new LogState.Known(entry.sequence(), order, deleted, sameOrder.subList(1, sameOrder.size()));
    }

    /** Compares the event with the state of its entity, and returns whether it is new, a duplicate or stale. */
    AppendOutcome judge(SectionEvent event) {
        if (event.comesBefore(order)) {
            return AppendOutcome.STALE;
        }
        if (event.orderedAt() == null || !event.orderedAt().equals(order)) {
            return AppendOutcome.APPENDED;
        }
        if (sameOrder.stream().anyMatch(told -> isSame(told, event))) {
            return AppendOutcome.DUPLICATE;
        }
        return deleted ? AppendOutcome.STALE : AppendOutcome.APPENDED;
    }

    private static boolean isSame(SectionEvent told, SectionEvent event) {
        return told.nature() == event.nature() && told.frame().samePayload(event.frame());
    }
}
