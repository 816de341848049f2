package com.mesaya.realtime.domain;

/** What a section's log made of an event. */
public enum AppendOutcome {
    /** It is in the log; whoever watches is told. */
    APPENDED,
    /** The same record, or the same version with the same bytes, is in the log already. */
    DUPLICATE,
    /** A newer event of the entity has been taken before. */
    STALE,
    /** A hold whose time is over; it is told to nobody. */
    LAPSED,
    /**
     * It may be newer or older than one of its entity that the log had to forget. Telling it could show the past, and
     * passing it over could leave a gap; so every cursor so far becomes invalid and its owner takes a new snapshot.
     */
    UNDECIDABLE,
    /** Nobody who watches the section shows the entity, and the event doesn't name the section: it is in no log. */
    UNWATCHED;

    /** Whether the section's viewers are told, or have to begin anew. */
    public boolean isNews() {
        return this == APPENDED || this == UNDECIDABLE;
    }
}
