package com.mesaya.realtime.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of an entity that all whom it concerned have been told of.
 *
 * @param deletion whether the entity was deleted by it
 * @param order what the entity's events are ordered by, if that isn't their version
 */
public record ToldVersion(
        EntityKey entity,
        Instant version,
        boolean deletion,
        @Nullable Instant order) {

    /** One that is ordered by its version. */
    public ToldVersion(EntityKey entity, Instant version, boolean deletion) {
        this(entity, version, deletion, null);
    }

    /** Returns whether a viewer that received this version must not receive the other. */
    public boolean isNewerThan(ToldVersion other) {
        int compared = orderedAt().compareTo(other.orderedAt());
        return compared > 0 || (compared == 0 && deletion && !other.deletion);
    }

    Instant orderedAt() {
        return order == null ? version : order;
    }
}
