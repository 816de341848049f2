package com.mesaya.realtime.domain;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Stands between a snapshot and the live events of one connection, and withholds what the snapshot already reflects: an
 * event strictly older than the snapshot's version of its entity (contract, section 3). Not thread-safe.
 *
 * <p>An entity's first event that passes lifts the barrier for that entity: from then on the section's log, which refuses
 * what is older than the last event it took, guards it. The section's own end always passes: had it ended before the snapshot,
 * there would be none.
 */
public final class SnapshotBarrier {

    private final Map<EntityKey, Instant> versions;

    /** @param snapshotVersions how new each entity is in the snapshot */
    public SnapshotBarrier(Map<EntityKey, Instant> snapshotVersions) {
        this.versions = new HashMap<>(snapshotVersions);
    }

    /** Whether an event passes. */
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

    /** Withholds from now on what another snapshot reflects, too. */
    void raise(Map<EntityKey, Instant> snapshotVersions) {
        snapshotVersions.forEach((entity, version) ->
                versions.merge(entity, version, (known, shown) -> shown.isAfter(known) ? shown : known));
    }

    /** The versions that it still withholds something of. */
    Map<EntityKey, Instant> versions() {
        return versions;
    }

    /** Of how many entities it still withholds something. */
    public int size() {
        return versions.size();
    }
}
