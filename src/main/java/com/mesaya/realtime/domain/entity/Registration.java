package com.mesaya.realtime.domain.entity;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import java.util.List;

/**
 * The directory's answer to a section that registers entities.
 *
 * @param newer the events that the section lacks
 * @param unknown the entities of which neither the section nor the directory has an event
 * @param complete whether the directory remembers all that happened to the entities since they were read
 */
public record Registration(List<EntityChange> newer, List<EntityKey> unknown, boolean complete) {

    /** Copies the lists. */
    public Registration {
        newer = List.copyOf(newer);
        unknown = List.copyOf(unknown);
    }
}
