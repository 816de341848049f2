package com.mesaya.realtime.infrastructure.section.shown;

import com.mesaya.realtime.domain.EntityKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The linked objects of which no bucket has an event, each with the time by which its event should come. Not thread-safe. */
final class ExpectedEvents {

    private final Map<EntityKey, Instant> deadlines = new HashMap<>();
    private final Duration patience;

    ExpectedEvents(Duration patience) {
        this.patience = patience;
    }

    void add(EntityKey entity, Instant now) {
        deadlines.put(entity, now.plus(patience));
    }

    /** The event has come. */
    void remove(EntityKey entity) {
        deadlines.remove(entity);
    }

    /** Returns the earliest time by which an event should come; null if none is still to come. */
    @Nullable
    Instant nextDeadline() {
        return deadlines.isEmpty() ? null : Collections.min(deadlines.values());
    }

    /** Removes the entities that aren't shown, and those whose events haven't come in time. @return whether there were any of these */
    boolean removeOverdue(Predicate<EntityKey> isShown, Instant now) {
        deadlines.keySet().removeIf(isShown.negate());
        return deadlines.values().removeIf(deadline -> !deadline.isAfter(now));
    }
}
