package com.mesaya.realtime.infrastructure.section.message;

/**
 * A message to or from a section's actor, perhaps between nodes of two versions: as CBOR, by the
 * members' names, with the class's name beside it. How such a message may change stands in docs/decisions/0012.
 */
public interface SectionMessage {}
