package com.mesaya.realtime.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of an entity as its record tells it, whoever is to be told.
 *
 * @param home the section it names; null if it is of a kind that names none
 * @param shows what a link lets its section show; null if the entity is no link
 * @see SectionEvent the other members
 */
public record EntityChange(
        @Nullable SectionId home,
        EntityKey entity,
        String action,
        EventNature nature,
        @Nullable Instant version,
        @Nullable Instant expiresAt,
        Frame frame,
        Origin origin,
        @Nullable EntityKey shows) {

    /** @throws IllegalArgumentException if the action is no lower-case word */
    public EntityChange {
        if (!EntityKey.isWord(action)) {
            throw new IllegalArgumentException("not an action");
        }
    }

    /**
     * What a section's viewers are told of it: the event as it came, or, where it names another section, that the entity is
     * gone from this one (contract, section 3).
     */
    public SectionEvent in(SectionId section) {
        if (home == null || home.equals(section)) {
            return new SectionEvent(section, entity, action, nature, version, expiresAt, frame, origin, shows);
        }
        return new SectionEvent(
                section,
                entity,
                SectionEvent.DELETED,
                EventNature.DELETION,
                version,
                null,
                frame.named(SectionEvent.name(entity, SectionEvent.DELETED)),
                origin,
                shows);
    }

    /** Whether its version is known to be before {@code other}. */
    public boolean isOlderThan(@Nullable Instant other) {
        return version != null && other != null && version.isBefore(other);
    }

    /** Whether the entity is gone for good. */
    boolean deletes() {
        return nature == EventNature.DELETION;
    }
}
