package com.mesaya.realtime.domain.entity;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a directory that moves to another node.
 *
 * @param entities the entities that the directory knows; those that it remembers only for a while stand in the order in which it
 *     will forget them
 */
public record DirectoryState(
        long incarnation, Instant bornAt, @Nullable Instant forgottenAt, long tickets, List<Known> entities) {

    /** Copies the list. */
    public DirectoryState {
        entities = List.copyOf(entities);
    }

    /**
     * The directory's knowledge of one entity.
     *
     * @param remembered whether it is kept for a while even if no section shows it
     * @param watches the sections that show it
     * @param newest its newest event; null if the event isn't kept
     * @see KnownEntity the other members
     */
    public record Known(
            EntityKey entity,
            boolean remembered,
            List<Watch> watches,
            @Nullable EntityChange newest,
            @Nullable Instant version,
            @Nullable Instant order,
            @Nullable Instant shownVersion,
            @Nullable Instant shownOrder,
            boolean deleted,
            @Nullable Instant lookedUpAt,
            Instant knownSince) {
        /** Copies the list. */
        public Known {
            watches = List.copyOf(watches);
        }
    }

    /** A section that shows an entity, as {@link KnownEntity} has it. */
    public record Watch(SectionId section, long incarnation, long ticket, boolean sound) {}
}
