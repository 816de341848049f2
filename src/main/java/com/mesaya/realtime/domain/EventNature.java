package com.mesaya.realtime.domain;

/** What an event does to the state that a client folds it into. */
public enum EventNature {
    /** Carries the whole entity as it is now; clients upsert it. */
    STATE,
    /** The entity is gone; the payload is how it was before. */
    DELETION,
    /** Someone holds the entity for a while ({@code table.selecting}); no state of the entity, lapses by itself. */
    HOLD,
    /** Ends a hold before it lapses ({@code table.released}). */
    RELEASE;

    /** Holds and releases are delivered in order but never folded into an entity's state (contract, section 3). */
    public boolean isEphemeral() {
        return this == HOLD || this == RELEASE;
    }
}
