package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.ToldVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The newest versions that this node has told lately. A bucket of the directory that begins anew gets them from all nodes: after
 * a node's death its last records are read again, and what was told after them must not be undone by them. Thread-safe.
 */
final class ToldVersions {

    private final Map<EntityKey, ToldVersion> versions;

    /** @param maxEntities of how many entities it remembers one */
    ToldVersions(int maxEntities) {
        versions = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<EntityKey, ToldVersion> eldest) {
                return size() > maxEntities;
            }
        };
    }

    /** All whom the change concerns have been told of it. */
    synchronized void note(EntityChange change) {
        if (change.version() != null) {
            boolean deletion = change.nature() == EventNature.DELETION;
            var told = new ToldVersion(change.entity(), change.version(), deletion, change.order());
            ToldVersion before = versions.remove(change.entity());
            versions.put(change.entity(), before == null || told.isNewerThan(before) ? told : before);
        }
    }

    synchronized List<ToldVersion> of(Predicate<EntityKey> entities) {
        return versions.values().stream()
                .filter(told -> entities.test(told.entity()))
                .toList();
    }
}
