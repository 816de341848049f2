package com.mesaya.realtime.infrastructure.section.message;

/** A message that an actor sends to itself, or gets from its own node: it is never written to bytes. */
public interface OwnMessage extends SectionMessage {}
