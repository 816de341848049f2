package com.mesaya.realtime.domain;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of an entity, as its record has it, before it is known which sections it concerns.
 *
 * @param home the section that the event names; null if it is of a kind that names none
 * @param entity the changed entity
 * @param action for example {@code updated} or {@code status_changed}
 * @param nature the effect on a client's state
 * @param version the entity's version after the event, for comparison with a snapshot: its {@code updatedAt}, else the envelope's
 *     timestamp, else unknown
 * @param expiresAt the time at which a hold lapses, if it does
 * @param frame the message to clients
 * @param origin the Kafka record of the event
 * @param shows the entity that a link makes its section show; null if the entity is no link
 * @param order decides which of two events of the entity is newer, if that is not the version
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

    /** The action of a deletion. */
    public static final String DELETED = "deleted";

    /** @throws IllegalArgumentException if the action is no lower-case word */
    public EntityChange {
        if (!EntityKey.isWord(action)) {
            throw new IllegalArgumentException("not an action");
        }
        order = Objects.equals(order, version) ? null : order;
    }

    /** Returns the event name for clients, for example {@code table.updated}. */
    public static String name(EntityKey entity, String action) {
        return entity.kind() + "." + action;
    }

    /** Returns the event's name, for example {@code table.updated}. */
    public String name() {
        return name(entity, action);
    }

    /**
     * Returns the event for a section's viewers: the event as it came, or, where it names another section, that the entity is
     * gone from this one (contract, section 3).
     */
    public SectionEvent in(SectionId section) {
        return new SectionEvent(section, home == null || home.equals(section) ? this : deletion(origin));
    }

    /** Returns the same change, with the ids of an earlier change of its entity instead of equal copies. */
    EntityChange sharing(EntityChange earlier) {
        return new EntityChange(
                shared(home, earlier.home),
                earlier.entity,
                action.equals(earlier.action) ? earlier.action : action,
                nature,
                version,
                expiresAt,
                frame,
                origin,
                shared(shows, earlier.shows),
                order);
    }

    private static <T> @Nullable T shared(@Nullable T its, @Nullable T earlier) {
        return Objects.equals(its, earlier) ? earlier : its;
    }

    /** Returns the deletion of the entity in its state after this change, caused by the given record. */
    EntityChange deletion(Origin its) {
        Frame gone = frame.named(name(entity, DELETED));
        return new EntityChange(home, entity, DELETED, EventNature.DELETION, version, null, gone, its, shows, order);
    }

    /** Returns the value by which events of the entity are ordered; null if unknown. */
    public @Nullable Instant orderedAt() {
        return order == null ? version : order;
    }

    /** Returns whether this change is known to come before one of the same entity that is ordered at {@code other}. */
    public boolean comesBefore(@Nullable Instant other) {
        Instant its = orderedAt();
        return its != null && other != null && its.isBefore(other);
    }

    /** Returns whether the entity is deleted. */
    public boolean deletes() {
        return nature == EventNature.DELETION;
    }
}
