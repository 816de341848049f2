package com.mesaya.realtime.domain;

import java.time.Instant;
import java.util.Map;

/**
 * A section as the main API returned it.
 *
 * @param frame the message that brings it to the client, its bytes untouched
 * @param versions the {@code updatedAt} of the section and of everything in its arrays
 */
public record Snapshot(Frame frame, Map<EntityKey, Instant> versions) {

    /** The event's name. */
    public static final String EVENT = "section.snapshot";

    /** Copies the map. */
    public Snapshot {
        versions = Map.copyOf(versions);
    }
}
