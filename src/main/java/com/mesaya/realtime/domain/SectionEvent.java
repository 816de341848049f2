package com.mesaya.realtime.domain;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of an entity, as one section's viewers are told of it.
 *
 * @param section whose viewers are told
 * @param entity what changed
 * @param action how, as in {@code updated} or {@code status_changed}
 * @param nature what that means for a client's state
 * @param version how new the entity is by it, beside a snapshot: its {@code updatedAt}, else the envelope's timestamp, else
 *     unknown
 * @param expiresAt when a hold lapses, if it does
 * @param frame what clients get
 * @param origin the Kafka record it came from
 * @param shows what a link lets its section show; null if the entity is no link
 * @param order which of two events of the entity is the newer one, if something else than the version tells
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

    /** The action by which an entity is gone. */
    public static final String DELETED = "deleted";

    /** @throws IllegalArgumentException if the action is no lower-case word */
    public SectionEvent {
        if (!EntityKey.isWord(action)) {
            throw new IllegalArgumentException("not an action");
        }
        order = Objects.equals(order, version) ? null : order;
    }

    /** An event that is ordered by its version. */
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

    /** The name clients know an event by, as in {@code table.updated}. */
    public static String name(EntityKey entity, String action) {
        return entity.kind() + "." + action;
    }

    /** The event's name, as in {@code table.updated}. */
    public String name() {
        return name(entity, action);
    }

    /** That the entity is gone, as it was after this event; the given record says so. */
    public SectionEvent deletion(Origin its) {
        Frame gone = frame.named(name(entity, DELETED));
        return new SectionEvent(section, entity, DELETED, EventNature.DELETION, version, null, gone, its, shows, order);
    }

    /** Whether this is the deletion of the section itself, after which nobody has anything to watch here. */
    public boolean endsSection() {
        return nature == EventNature.DELETION
                && entity.kind().equals("section")
                && entity.id().equals(section.value());
    }

    /** Whether this is a hold whose time is over. */
    public boolean hasLapsed(Instant now) {
        return nature == EventNature.HOLD && expiresAt != null && !now.isBefore(expiresAt);
    }

    /** Whether this event's version is known to be after {@code other}. */
    public boolean isNewerThan(Instant other) {
        return version != null && version.isAfter(other);
    }

    /** Whether this event's version is known to be before {@code other}. */
    public boolean isOlderThan(@Nullable Instant other) {
        return version != null && other != null && version.isBefore(other);
    }

    /** Which of two events of the entity is the newer one; unknown if null. */
    public @Nullable Instant orderedAt() {
        return order == null ? version : order;
    }

    /** Whether this event is known to come before one of the same entity that is ordered at {@code other}. */
    boolean comesBefore(@Nullable Instant other) {
        Instant its = orderedAt();
        return its != null && other != null && its.isBefore(other);
    }
}
