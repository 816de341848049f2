package com.mesaya.realtime.domain.entity;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of an entity, as its record has it, before it is known which sections it concerns.
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
        @Nullable EntityKey shows,
        @Nullable Instant order) {

    /** @throws IllegalArgumentException if the action is no lower-case word */
    public EntityChange {
        if (!EntityKey.isWord(action)) {
            throw new IllegalArgumentException("not an action");
        }
        order = Objects.equals(order, version) ? null : order;
    }

    /** A change that is ordered by its version. */
    public EntityChange(
            @Nullable SectionId home,
            EntityKey entity,
            String action,
            EventNature nature,
            @Nullable Instant version,
            @Nullable Instant expiresAt,
            Frame frame,
            Origin origin,
            @Nullable EntityKey shows) {
        this(home, entity, action, nature, version, expiresAt, frame, origin, shows, null);
    }

    /**
     * Returns the event for a section's viewers: the event as it came, or, where it names another section, that the entity is
     * gone from this one (contract, section 3).
     */
    public SectionEvent in(SectionId section) {
        if (home == null || home.equals(section)) {
            return new SectionEvent(section, entity, action, nature, version, expiresAt, frame, origin, shows, order);
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
                shows,
                order);
    }

    /** Which of two events of the entity is the newer one; unknown if null. */
    public @Nullable Instant orderedAt() {
        return order == null ? version : order;
    }

    /** Returns whether it is known to come before an event of the same entity that is ordered at {@code other}. */
    public boolean comesBefore(@Nullable Instant other) {
        Instant its = orderedAt();
        return its != null && other != null && its.isBefore(other);
    }

    /** Returns whether the entity is deleted. */
    boolean deletes() {
        return nature == EventNature.DELETION;
    }
}
