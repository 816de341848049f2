package com.mesaya.realtime.infrastructure.kafka.decode;

/** The value by which an entity's events are ordered; compared with a snapshot it is always {@code updatedAt}. */
public enum EventOrder {
    /** The entity's {@code updatedAt} (contract, section 3). */
    UPDATED_AT,
    /** The envelope's {@code timestamp}, for entities whose {@code updatedAt} may go back while changes overlap. */
    ENVELOPE
}
