package com.mesaya.realtime.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entity that a section's viewers show, or will show.
 *
 * @param version the lowest version that viewers have; null if they haven't got it yet
 * @param order the order of its last delivered event; null if viewers have it from a snapshot
 */
public record ShownEntity(
        EntityKey entity,
        @Nullable Instant version,
        @Nullable Instant order) {

    /** An entity in a snapshot, or one that no viewer has yet. */
    public ShownEntity(EntityKey entity, @Nullable Instant version) {
        this(entity, version, null);
    }

    /** The entity of an event. */
    public static ShownEntity of(SectionEvent event) {
        return new ShownEntity(event.entity(), event.version(), event.orderedAt());
    }
}
