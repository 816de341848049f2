package com.mesaya.realtime.infrastructure.section.message;

/** A question that is answered at once where it can't be sent to another node, instead of being taken for one that was lost. */
interface Refusable extends SectionMessage {

    /** Answers that nobody can deal with it. */
    void refuse();
}
