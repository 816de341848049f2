package com.mesaya.realtime.domain.entity;

import com.mesaya.realtime.domain.EntityKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of an entity that all sections that it concerned have appended.
 *
 * @param deletion whether the entity was deleted by it
 * @param order the value by which the entity's events are ordered, if that isn't their version
 */
public record DeliveredVersion(
        EntityKey entity,
        Instant version,
        boolean deletion,
        @Nullable Instant order) {

    /** Returns whether a viewer that received this version must not receive the other. */
    public boolean isNewerThan(DeliveredVersion other) {
        int compared = orderedAt().compareTo(other.orderedAt());
        return compared > 0 || (compared == 0 && deletion && !other.deletion);
    }

    Instant orderedAt() {
        return order == null ? version : order;
    }
}
