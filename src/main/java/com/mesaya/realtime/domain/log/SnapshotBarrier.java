package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionEvent;
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

    private final Map<EntityKey, Instant> versions;

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
        snapshotVersions.forEach((entity, version) ->
                versions.merge(entity, version, (known, shown) -> shown.isAfter(known) ? shown : known));
    }

    /** Returns the versions for which events are still withheld. */
    Map<EntityKey, Instant> versions() {
        return versions;
    }

    /** Returns the number of entities for which events are still withheld. */
    public int size() {
        return versions.size();
    }
}
