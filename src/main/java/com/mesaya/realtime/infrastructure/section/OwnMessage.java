package com.mesaya.realtime.infrastructure.section;

/** A message that an actor sends to itself, or gets from its own node: it is never written to bytes. */
interface OwnMessage extends SectionMessage {}
