package com.mesaya.realtime.infrastructure.section.actor;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.log.LogState;
import com.mesaya.realtime.infrastructure.section.message.SectionMessage;
import com.mesaya.realtime.infrastructure.section.shown.ShownEntities;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a section that moves to another node.
 *
 * @param log its log
 * @param versions the different versions of snapshots that its places started from
 * @param places those that may be taken over
 * @param entities what its viewers show
 */
public record SectionState(
        LogState log, List<Map<EntityKey, Instant>> versions, List<Place> places, ShownEntities.State entities)
        implements SectionMessage {

    /** Copies the lists. */
    public SectionState {
        versions = List.copyOf(versions);
        places = List.copyOf(places);
    }

    /** Returns the entities that its viewers show. */
    ShownEntities shown() {
        return new ShownEntities(entities);
    }

    /**
     * A place that may be taken over.
     *
     * @param versions which of the versions it started from
     * @param givenUpAt when its connection ended; null if it is in use
     */
    public record Place(
            UUID subscriber, int versions, @Nullable Instant givenUpAt) {}
}
