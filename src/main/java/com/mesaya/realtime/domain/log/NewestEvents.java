package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The newest event of each entity, and of the holds of each entity. Not thread-safe. */
final class NewestEvents {

    private final Map<EntityKey, Newest> states = new HashMap<>();
    private final Map<EntityKey, Newest> holds = new HashMap<>();

    /** Returns the state by which this event is judged; null if there is none. */
    @Nullable
    Newest before(SectionEvent event) {
        return sameKind(event).get(event.entity());
    }

    /** Returns the state of an entity; null if there is none. */
    @Nullable
    Newest stateOf(EntityKey entity) {
        return states.get(entity);
    }

    void put(Newest newest) {
        SectionEvent event = newest.entry().event();
        sameKind(event).put(event.entity(), newest);
    }

    /** Removes the newest event of an entity, or of its holds, and returns it. */
    @Nullable
    Newest remove(SectionEvent event) {
        return sameKind(event).remove(event.entity());
    }

    /** Removes the state of an entity, and returns it. */
    @Nullable
    Newest removeState(EntityKey entity) {
        return states.remove(entity);
    }

    boolean contains(LogEntry entry) {
        Newest newest = before(entry.event());
        return newest != null && newest.entry().sequence() == entry.sequence();
    }

    /** Returns the number of entities, and holds of entities. */
    int size() {
        return states.size() + holds.size();
    }

    boolean isHeld(EntityKey entity, Instant now) {
        Newest hold = holds.get(entity);
        return hold != null && isHold(hold.entry().event(), now);
    }

    /** Returns the holds that a joining viewer needs, in order. */
    List<LogEntry> holdsAlive(Instant now) {
        return holds.values().stream()
                .map(Newest::entry)
                .filter(entry ->
                        isHold(entry.event(), now) && !isDeleted(entry.event().entity()))
                .sorted(Comparator.comparingLong(LogEntry::sequence))
                .toList();
    }

    /** Returns the full contents. */
    List<LogState.Known> state() {
        return Stream.concat(states.values().stream(), holds.values().stream())
                .map(Newest::state)
                .toList();
    }

    private boolean isDeleted(EntityKey entity) {
        Newest state = states.get(entity);
        return state != null && state.entry().event().nature() == EventNature.DELETION;
    }

    /** Returns whether this is a hold that will lapse but hasn't yet. */
    private static boolean isHold(SectionEvent event, Instant now) {
        return event.nature() == EventNature.HOLD && event.expiresAt() != null && !event.hasLapsed(now);
    }

    private Map<EntityKey, Newest> sameKind(SectionEvent event) {
        return event.nature().isEphemeral() ? holds : states;
    }
}
