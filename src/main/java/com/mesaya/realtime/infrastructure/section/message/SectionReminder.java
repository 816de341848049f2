package com.mesaya.realtime.infrastructure.section.message;

/** Reminds a section of work that is due. It comes from the section's own node. */
public enum SectionReminder implements SectionProtocol.Internal {
    /** The node has too many sections without viewers. */
    CROWDED,

    /** Old leases, requests and places are to be dropped. */
    TICK,

    /** Old offsets of records are to be dropped. */
    DROP_OFFSETS,

    /** The directory should have answered by now. */
    RESEND_REGISTRATIONS,

    /** The event of a linked object should have come by now. */
    LINK_OVERDUE
}
