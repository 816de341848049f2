package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Filters the live events of one connection after its snapshot. It withholds events that the snapshot already reflects: those strictly
 * older than the snapshot's version of their entity (contract, section 3). Not thread-safe.
 *
 * <p>The first event that passes lifts the barrier for its entity: from then on the section's log refuses events older than the last
 * accepted one. The deletion of the section itself always passes: if it had been deleted before the snapshot, there would be no
 * snapshot.
 */
public final class SnapshotBarrier {

    /**
     * The possible difference between the clocks of the main API's processes, including the time from a change to its record there.
     */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(5);

    private final Map<EntityKey, Instant> versions;
    /** The newest version of each kind in the snapshots that raised the barrier: the main API read the section no earlier. */
    private final Map<String, Instant> readSince = new HashMap<>();

    /** @param snapshotVersions the version of each entity in the snapshot */
    public SnapshotBarrier(Map<EntityKey, Instant> snapshotVersions) {
        this.versions = new HashMap<>(snapshotVersions);
    }

    /** Returns whether an event passes. */
    public boolean lets(SectionEvent event) {
        if (event.nature().isEphemeral()) {
            return true;
        }
        if (event.isOlderThan(versions.get(event.entity())) && !event.endsSection()) {
            return false;
        }
        if (event.version() != null) {
            versions.remove(event.entity());
        }
        return true;
    }

    /** Also withholds the events that another snapshot reflects, from now on. */
    void raise(Map<EntityKey, Instant> snapshotVersions) {
        snapshotVersions.forEach((entity, version) -> {
            versions.merge(entity, version, SnapshotBarrier::later);
            readSince.merge(entity.kind(), version, SnapshotBarrier::later);
        });
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /**
     * Returns whether the state of an entity of the section was recorded before the main API read a snapshot that doesn't contain the
     * entity: the entity has left the section since. Its next event may be lost with the node that handled it. A kind that no snapshot contains tells
     * nothing, and neither does a version in the future, which isn't the time of a change.
     */
    boolean lacks(SectionEvent event, Instant now) {
        Instant read = readSince.get(event.entity().kind());
        Instant recordedAt = event.origin().recordedAt();
        Instant version = event.version();
        return event.nature() == EventNature.STATE
                && event.change().home() != null
                && read != null
                && !read.isAfter(now)
                && recordedAt != null
                && version != null
                && !versions.containsKey(event.entity())
                && later(version, recordedAt).plus(CLOCKS_APART).isBefore(read);
    }

    /** Returns the versions for which events are still withheld. */
    Map<EntityKey, Instant> versions() {
        return versions;
    }
}
