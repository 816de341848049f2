package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.log.LogEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client as the protocol wants it: upserts on everything but deletions, and drops an object with its last link. */
final class WatchingClient {

    private final Map<EntityKey, Instant> view = new HashMap<>();
    private final Map<EntityKey, EntityKey> links = new HashMap<>();

    WatchingClient(Map<EntityKey, MovingRestaurant.Row> snapshot) {
        snapshot.forEach((key, row) -> {
            view.put(key, row.version());
            if (row.shows() != null) {
                links.put(key, row.shows());
            }
        });
    }

    /** How new each entity is that it shows. */
    Map<EntityKey, Instant> view() {
        return view;
    }

    void take(LiveBatch batch) {
        batch.entries().stream().map(LogEntry::event).forEach(this::fold);
    }

    private void fold(SectionEvent event) {
        Instant known = view.get(event.entity());
        if (event.isOlderThan(known)) {
            throw new AssertionError("saw " + event + " after " + known);
        }
        if (event.nature() == EventNature.DELETION) {
            view.remove(event.entity());
            dropUnlinked(links.remove(event.entity()));
            dropUnlinked(event.shows());
        } else if (event.version() != null) {
            view.put(event.entity(), event.version());
            if (event.shows() != null) {
                EntityKey before = links.put(event.entity(), event.shows());
                dropUnlinked(before);
            }
        }
    }

    private void dropUnlinked(@Nullable EntityKey object) {
        if (object != null && !links.containsValue(object)) {
            view.remove(object);
        }
    }
}
