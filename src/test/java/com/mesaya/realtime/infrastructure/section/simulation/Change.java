package com.mesaya.realtime.infrastructure.section.simulation;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the main API publishes.
 *
 * @param number the how-manieth change it is
 */
record Change(
        int number,
        SectionId section,
        EntityKey entity,
        String action,
        EventNature nature,
        Instant version,
        @Nullable Instant expiresAt,
        String json) {

    /** As it is decoded from its record. */
    SectionEvent at(Origin origin) {
        return at(origin, entity);
    }

    /** As it is told, but filed under another entity, so that the log doesn't take it for an event of its own one. */
    SectionEvent filedElsewhere(Origin origin) {
        return at(origin, new EntityKey("elsewhere", entity.id()));
    }

    boolean isAliveHold(Instant now) {
        return nature == EventNature.HOLD && expiresAt != null && now.isBefore(expiresAt);
    }

    private SectionEvent at(Origin origin, EntityKey key) {
        var frame = Frame.of(EntityChange.name(entity, action), json.getBytes(StandardCharsets.UTF_8));
        return new EntityChange(section, key, action, nature, version, expiresAt, frame, origin, null, null)
                .in(section);
    }
}
