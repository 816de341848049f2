package com.mesaya.realtime.domain;

import java.time.Instant;
import java.util.Map;

/**
 * A section as the main API returned it.
 *
 * @param frame the message that brings it to the client, its bytes untouched
 * @param versions before which events of the section, and of everything in its arrays, are withheld: the {@code updatedAt} of
 *     each, as far as it is believed ({@link SnapshotTrust})
 * @param links what each link in its arrays lets it show
 */
public record Snapshot(Frame frame, Map<EntityKey, Instant> versions, Map<EntityKey, EntityKey> links) {

    /** The event's name. */
    public static final String EVENT = "section.snapshot";

    /** Copies the maps. */
    public Snapshot {
        versions = Map.copyOf(versions);
        links = Map.copyOf(links);
    }

    /** A section without links. */
    public Snapshot(Frame frame, Map<EntityKey, Instant> versions) {
        this(frame, versions, Map.of());
    }
}
