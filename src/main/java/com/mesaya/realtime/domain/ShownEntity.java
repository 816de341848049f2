package com.mesaya.realtime.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entity that a section's viewers show, or will.
 *
 * @param version how new it is there at least; null if they haven't got it yet
 * @param order at what the event of it is ordered that they were told last; null if they have it from a snapshot
 */
public record ShownEntity(
        EntityKey entity,
        @Nullable Instant version,
        @Nullable Instant order) {

    /** As a snapshot holds it, or as nobody has it yet. */
    public ShownEntity(EntityKey entity, @Nullable Instant version) {
        this(entity, version, null);
    }

    /** As an event tells it. */
    public static ShownEntity of(SectionEvent event) {
        return new ShownEntity(event.entity(), event.version(), event.orderedAt());
    }
}
