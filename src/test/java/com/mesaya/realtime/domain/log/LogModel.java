package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a section's log would be if memory cost nothing: the list of all events that were accepted. It judges by the
 * contract, section 3, and forgets nothing.
 */
final class LogModel {

    private final Set<Origin> seen = new HashSet<>();
    private final List<SectionEvent> accepted = new ArrayList<>();

    /** What the contract says of an event that arrives now. */
    AppendOutcome judge(SectionEvent event, Instant now) {
        if (seen.contains(event.origin())) {
            return AppendOutcome.DUPLICATE;
        }
        if (event.nature() == EventNature.HOLD && !isBefore(now, event.expiresAt())) {
            return AppendOutcome.LAPSED;
        }
        Instant known = null;
        Instant deletedAt = null;
        var ofThatOrder = new ArrayList<SectionEvent>();
        for (SectionEvent earlier : accepted) {
            if (isOfSameKind(earlier, event)) {
                if (earlier.orderedAt() != null && !earlier.orderedAt().equals(known)) {
                    ofThatOrder.clear();
                    known = earlier.orderedAt();
                }
                deletedAt = earlier.nature() == EventNature.DELETION ? known : deletedAt;
                ofThatOrder.add(earlier);
            }
        }
        Instant order = event.orderedAt();
        if (order == null || known == null || known.isBefore(order)) {
            return AppendOutcome.APPENDED;
        }
        if (order.isBefore(known)) {
            return AppendOutcome.STALE;
        }
        boolean told = ofThatOrder.stream()
                .anyMatch(earlier ->
                        earlier.nature() == event.nature() && earlier.frame().samePayload(event.frame()));
        if (told) {
            return AppendOutcome.DUPLICATE;
        }
        return order.equals(deletedAt) ? AppendOutcome.STALE : AppendOutcome.APPENDED;
    }

    /** The event's record has arrived, and was accepted or not. */
    void arrived(SectionEvent event, boolean isAccepted) {
        seen.add(event.origin());
        if (isAccepted) {
            accepted.add(event);
        }
    }

    /** The newest event of each entity that exists. */
    Map<EntityKey, SectionEvent> state() {
        var state = new HashMap<EntityKey, SectionEvent>();
        for (SectionEvent event : accepted) {
            switch (event.nature()) {
                case STATE -> state.put(event.entity(), event);
                case DELETION -> state.remove(event.entity());
                case HOLD, RELEASE -> {}
            }
        }
        return state;
    }

    /** The last hold of each entity that was neither released nor has lapsed, in order, whether there is a table or not. */
    List<SectionEvent> holds(Instant now) {
        return lastHolds().stream()
                .filter(hold -> isBefore(now, hold.expiresAt()))
                .toList();
    }

    /** The holds that whoever joins is told of: those known to lapse some day, of what hasn't been deleted. */
    List<SectionEvent> holdsToTell(Instant now) {
        return holds(now).stream()
                .filter(hold -> hold.expiresAt() != null && !isDeleted(hold.entity()))
                .toList();
    }

    /** The last hold of each entity that wasn't released, in order. */
    List<SectionEvent> lastHolds() {
        var holds = new LinkedHashMap<EntityKey, SectionEvent>();
        for (SectionEvent event : accepted) {
            if (event.nature().isEphemeral()) {
                holds.remove(event.entity());
            }
            if (event.nature() == EventNature.HOLD) {
                holds.put(event.entity(), event);
            }
        }
        return List.copyOf(holds.values());
    }

    private boolean isDeleted(EntityKey entity) {
        boolean deleted = false;
        for (SectionEvent event : accepted) {
            if (event.entity().equals(entity) && !event.nature().isEphemeral()) {
                deleted = event.nature() == EventNature.DELETION;
            }
        }
        return deleted;
    }

    /** Table holds and the table itself are told apart: neither makes the other stale. */
    static boolean isOfSameKind(SectionEvent one, SectionEvent other) {
        return one.entity().equals(other.entity())
                && one.nature().isEphemeral() == other.nature().isEphemeral();
    }

    private static boolean isBefore(Instant now, @Nullable Instant end) {
        return end == null || now.isBefore(end);
    }
}
