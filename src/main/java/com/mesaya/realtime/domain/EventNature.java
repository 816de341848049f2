package com.mesaya.realtime.domain;

/** The effect of an event on a client's state. */
public enum EventNature {
    /** The event carries the whole entity; clients upsert it. */
    STATE,
    /** The entity was deleted; the payload is its last state. */
    DELETION,
    /**
     * A user holds the entity for a while ({@code table.selecting}). A hold is no part of the entity's state, and lapses by itself.
     */
    HOLD,
    /** Ends a hold before it lapses ({@code table.released}). */
    RELEASE;

    /**
     * Returns whether the event is a hold or a release. These are delivered in order, but never folded into an entity's state
     * (contract, section 3).
     */
    public boolean isEphemeral() {
        return this == HOLD || this == RELEASE;
    }
}
