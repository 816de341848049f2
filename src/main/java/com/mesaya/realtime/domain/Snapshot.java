package com.mesaya.realtime.domain;

import java.time.Instant;
import java.util.Map;

/**
 * A section as the main API returned it.
 *
 * @param frame the message to the client, with the section's bytes unchanged
 * @param versions the versions before which events of the section, and of everything in its arrays, are withheld: the {@code
 *     updatedAt} of each, as far as it is trusted ({@link SnapshotTrust})
 * @param links the entity that each link in its arrays shows
 */
public record Snapshot(Frame frame, Map<EntityKey, Instant> versions, Map<EntityKey, EntityKey> links) {

    /** The name of the snapshot event. */
    public static final String EVENT = "section.snapshot";

    /** Copies the maps. */
    public Snapshot {
        versions = Map.copyOf(versions);
        links = Map.copyOf(links);
    }
}
