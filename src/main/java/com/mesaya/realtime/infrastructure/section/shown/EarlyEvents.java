package com.mesaya.realtime.infrastructure.section.shown;

import com.mesaya.realtime.domain.EntityKey;
import java.util.HashSet;
import java.util.Set;

/**
 * Decides which events a section appends before the directory has answered. Once an entity's event was refused, the next ones wait for
 * the directory, too, so that they keep their order. Not thread-safe.
 */
public final class EarlyEvents {

    private final ShownEntities shown;
    private final Registrations registrations;
    private final Set<EntityKey> refused = new HashSet<>();

    EarlyEvents(ShownEntities shown, Registrations registrations) {
        this.shown = shown;
        this.registrations = registrations;
    }

    /**
     * Returns whether an event of the entity may be appended: all viewers show an older state of the entity, and no viewer's snapshot is
     * still to come. Remembers a refusal.
     */
    public boolean allows(EntityKey entity) {
        boolean allowed = shown.isShownByAll(entity)
                && registrations.isRegistered(entity)
                && !registrations.awaitsSnapshots()
                && !refused.contains(entity);
        if (!allowed) {
            refused.add(entity);
        }
        return allowed;
    }

    /** An event of the entity has come from the directory. */
    public void lookedUp(EntityKey entity) {
        refused.remove(entity);
    }

    /** The section has no viewers. */
    void clear() {
        refused.clear();
    }
}
