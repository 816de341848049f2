package com.mesaya.realtime.domain.log;

/** The result of appending an event to a section's log. */
public enum AppendOutcome {
    /** The event is in the log and goes to the section's viewers. */
    APPENDED,
    /** The log already has the same record, or the same version with the same bytes. */
    DUPLICATE,
    /** The log has already accepted a newer event of the entity. */
    STALE,
    /** The event is a hold that has lapsed; it goes to no viewer. */
    LAPSED,
    /**
     * The event may be newer or older than an evicted event of its entity. Delivering it could show the past, and dropping it could
     * leave a gap. So all earlier cursors become invalid, and their viewers take a new snapshot.
     */
    UNDECIDABLE,
    /** No viewer of the section shows the entity, and the event doesn't name the section: it is in no log. */
    UNWATCHED;

    /** Returns whether the section's viewers get the event, or have to take a new snapshot. */
    public boolean isNews() {
        return this == APPENDED || this == UNDECIDABLE;
    }
}
