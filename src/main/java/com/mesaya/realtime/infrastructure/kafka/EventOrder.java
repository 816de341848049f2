package com.mesaya.realtime.infrastructure.kafka;

/** By what the events of an entity are put in order; beside a snapshot it is always {@code updatedAt}. */
public enum EventOrder {
    /** By the entity's {@code updatedAt} (contract, section 3). */
    UPDATED_AT,
    /** By the envelope's {@code timestamp}, where an {@code updatedAt} may go back while changes overlap. */
    ENVELOPE
}
