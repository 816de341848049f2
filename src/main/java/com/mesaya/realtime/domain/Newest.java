package com.mesaya.realtime.domain;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a log knows of an entity, or of the holds of one, and judges later events by (contract, section 3).
 *
 * @param entry its newest event
 * @param version the highest version known of it
 * @param deleted whether a deletion had that version
 * @param sameVersion the last events taken of that version, among which duplicates are found
 */
record Newest(LogEntry entry, @Nullable Instant version, boolean deleted, List<SectionEvent> sameVersion) {

    /** How many different events of one version are told apart. */
    private static final int MAX_SAME_VERSION = 8;

    static Newest after(@Nullable Newest last, LogEntry entry) {
        SectionEvent event = entry.event();
        boolean deletes = event.nature() == EventNature.DELETION;
        if (last == null) {
            return new Newest(entry, event.version(), deletes, List.of(event));
        }
        Instant version = event.version() == null ? last.version : event.version();
        if (!Objects.equals(version, last.version)) {
            return new Newest(entry, version, deletes, List.of(event));
        }
        Stream<SectionEvent> same = Stream.concat(Stream.of(event), last.sameVersion.stream());
        return new Newest(
                entry,
                version,
                deletes || last.deleted,
                same.limit(MAX_SAME_VERSION).toList());
    }

    /** The same, for a log that goes on elsewhere. */
    static Newest of(LogState.Known known, LogEntry entry) {
        Stream<SectionEvent> same = Stream.concat(Stream.of(entry.event()), known.earlierOfVersion().stream());
        return new Newest(entry, known.version(), known.deleted(), same.toList());
    }

    LogState.Known state() {
        return new LogState.Known(entry.sequence(), version, deleted, sameVersion.subList(1, sameVersion.size()));
    }

    /** Whether the event is new, beside what is known of its entity. */
    AppendOutcome judge(SectionEvent event) {
        if (event.isOlderThan(version)) {
            return AppendOutcome.STALE;
        }
        if (event.version() == null || !event.version().equals(version)) {
            return AppendOutcome.APPENDED;
        }
        if (sameVersion.stream().anyMatch(told -> isSame(told, event))) {
            return AppendOutcome.DUPLICATE;
        }
        return deleted ? AppendOutcome.STALE : AppendOutcome.APPENDED;
    }

    private static boolean isSame(SectionEvent told, SectionEvent event) {
        return told.nature() == event.nature() && told.frame().samePayload(event.frame());
    }
}
