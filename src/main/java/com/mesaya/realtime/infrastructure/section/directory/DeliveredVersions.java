package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.entity.DeliveredVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The newest versions that this node has delivered. A bucket of the directory that begins anew gets them from all nodes: after a node's
 * death its last records are read again, and they must not undo versions that were delivered since. Thread-safe.
 */
final class DeliveredVersions {

    private final Map<EntityKey, DeliveredVersion> versions;

    /** @param maxEntities the number of entities for which it keeps a version */
    DeliveredVersions(int maxEntities) {
        versions = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<EntityKey, DeliveredVersion> eldest) {
                return size() > maxEntities;
            }
        };
    }

    /** All sections that the change concerns have appended it. */
    synchronized void add(EntityChange change) {
        if (change.version() != null) {
            boolean deletion = change.nature() == EventNature.DELETION;
            var delivered = new DeliveredVersion(change.entity(), change.version(), deletion, change.order());
            DeliveredVersion before = versions.remove(change.entity());
            versions.put(change.entity(), before == null || delivered.isNewerThan(before) ? delivered : before);
        }
    }

    synchronized List<DeliveredVersion> of(Predicate<EntityKey> entities) {
        return versions.values().stream()
                .filter(delivered -> entities.test(delivered.entity()))
                .toList();
    }
}
