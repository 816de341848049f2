package com.mesaya.realtime.infrastructure.section;

/**
 * Whatever goes to a section's actor or comes back from it, perhaps between nodes of two versions: as CBOR, by the
 * members' names, with the class's name beside it. How such a message may change stands in docs/decisions/0012.
 */
public interface SectionMessage {}
