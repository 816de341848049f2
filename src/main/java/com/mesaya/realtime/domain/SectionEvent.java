package com.mesaya.realtime.domain;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of an entity, as delivered to the viewers of one section.
 *
 * @param section the section whose viewers get the event
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
public record SectionEvent(
        SectionId section,
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
    public SectionEvent {
        if (!EntityKey.isWord(action)) {
            throw new IllegalArgumentException("not an action");
        }
        order = Objects.equals(order, version) ? null : order;
    }

    /** Creates an event that is ordered by its version. */
    public SectionEvent(
            SectionId section,
            EntityKey entity,
            String action,
            EventNature nature,
            @Nullable Instant version,
            @Nullable Instant expiresAt,
            Frame frame,
            Origin origin,
            @Nullable EntityKey shows) {
        this(section, entity, action, nature, version, expiresAt, frame, origin, shows, null);
    }

    /** Returns the event name for clients, for example {@code table.updated}. */
    public static String name(EntityKey entity, String action) {
        return entity.kind() + "." + action;
    }

    /** Returns the event's name, for example {@code table.updated}. */
    public String name() {
        return name(entity, action);
    }

    /** Returns the deletion of the entity in its state after this event, caused by the given record. */
    public SectionEvent deletion(Origin its) {
        Frame gone = frame.named(name(entity, DELETED));
        return new SectionEvent(section, entity, DELETED, EventNature.DELETION, version, null, gone, its, shows, order);
    }

    /** Returns whether this is the deletion of the section itself, after which the section has nothing left to show. */
    public boolean endsSection() {
        return nature == EventNature.DELETION
                && entity.kind().equals("section")
                && entity.id().equals(section.value());
    }

    /** Returns whether this is a hold that has lapsed. */
    public boolean hasLapsed(Instant now) {
        return nature == EventNature.HOLD && expiresAt != null && !now.isBefore(expiresAt);
    }

    /** Returns whether this event's version is known to be after {@code other}. */
    public boolean isNewerThan(Instant other) {
        return version != null && version.isAfter(other);
    }

    /** Returns whether this event's version is known to be before {@code other}. */
    public boolean isOlderThan(@Nullable Instant other) {
        return version != null && other != null && version.isBefore(other);
    }

    /** Returns the value by which events of the entity are ordered; null if unknown. */
    public @Nullable Instant orderedAt() {
        return order == null ? version : order;
    }

    /** Returns whether this event is known to come before an event of the same entity that is ordered at {@code other}. */
    public boolean comesBefore(@Nullable Instant other) {
        Instant its = orderedAt();
        return its != null && other != null && its.isBefore(other);
    }
}
