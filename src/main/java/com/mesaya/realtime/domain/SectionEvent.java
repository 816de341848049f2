package com.mesaya.realtime.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of an entity, as delivered to the viewers of one section.
 *
 * @param section the section whose viewers get the event
 * @param change the change, as this section's viewers see it
 */
public record SectionEvent(SectionId section, EntityChange change) {

    /**
     * Returns the same event, with the ids of an earlier event of its entity in the section, so that a log keeps one copy of them.
     */
    public SectionEvent sharing(SectionEvent earlier) {
        return new SectionEvent(earlier.section, change.sharing(earlier.change));
    }

    /** Returns the changed entity. */
    public EntityKey entity() {
        return change.entity();
    }

    /** Returns the effect on a client's state. */
    public EventNature nature() {
        return change.nature();
    }

    /** Returns the entity's version after the event; null if unknown. */
    public @Nullable Instant version() {
        return change.version();
    }

    /** Returns the time at which a hold lapses, if it does. */
    public @Nullable Instant expiresAt() {
        return change.expiresAt();
    }

    /** Returns the message to clients. */
    public Frame frame() {
        return change.frame();
    }

    /** Returns the Kafka record of the event. */
    public Origin origin() {
        return change.origin();
    }

    /** Returns the entity that a link makes its section show; null if the entity is no link. */
    public @Nullable EntityKey shows() {
        return change.shows();
    }

    /** Returns the value by which events of the entity are ordered; null if unknown. */
    public @Nullable Instant orderedAt() {
        return change.orderedAt();
    }

    /** Returns the event's name, for example {@code table.updated}. */
    public String name() {
        return change.name();
    }

    /** Returns the deletion of the entity in its state after this event, caused by the given record. */
    public SectionEvent deletion(Origin its) {
        return new SectionEvent(section, change.deletion(its));
    }

    /** Returns whether this is the deletion of the section itself, after which the section has nothing left to show. */
    public boolean endsSection() {
        return change.deletes()
                && entity().kind().equals("section")
                && entity().id().equals(section.value());
    }

    /** Returns whether this is a hold that has lapsed. */
    public boolean hasLapsed(Instant now) {
        Instant end = change.expiresAt();
        return change.nature() == EventNature.HOLD && end != null && !now.isBefore(end);
    }

    /** Returns whether this event's version is known to be after {@code other}. */
    public boolean isNewerThan(Instant other) {
        Instant its = change.version();
        return its != null && its.isAfter(other);
    }

    /** Returns whether this event's version is known to be before {@code other}. */
    public boolean isOlderThan(@Nullable Instant other) {
        Instant its = change.version();
        return its != null && other != null && its.isBefore(other);
    }

    /** Returns whether this event is known to come before an event of the same entity that is ordered at {@code other}. */
    public boolean comesBefore(@Nullable Instant other) {
        return change.comesBefore(other);
    }
}
