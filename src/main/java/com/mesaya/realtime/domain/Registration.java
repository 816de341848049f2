package com.mesaya.realtime.domain;

import java.util.List;

/**
 * The directory's answer to a section that shows entities from now on.
 *
 * @param newer the events it hasn't got
 * @param unknown those it has nothing of, but the directory doesn't know either
 * @param complete whether the directory remembers all that happened to the entities since they were read
 */
public record Registration(List<EntityChange> newer, List<EntityKey> unknown, boolean complete) {

    /** Copies the lists. */
    public Registration {
        newer = List.copyOf(newer);
        unknown = List.copyOf(unknown);
    }
}
