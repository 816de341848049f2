package com.mesaya.realtime.infrastructure.section.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.log.ResumePoint;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client's own picture of its section: it upserts on everything but deletions and keeps holds apart (contract, section 1).
 * It checks on every frame that nothing is from the past.
 */
final class Client {

    private final String name;
    private final Topics topics;
    private final Map<EntityKey, String> view = new HashMap<>();
    private final Map<EntityKey, Instant> versions = new HashMap<>();
    private final Map<EntityKey, Instant> deletions = new HashMap<>();
    private final Map<EntityKey, Change> holds = new HashMap<>();
    private @Nullable ResumePoint place;
    private boolean incomplete;

    Client(String name, Topics topics) {
        this.name = name;
        this.topics = topics;
    }

    /** Where it is: the cursor of the frame it got last. */
    @Nullable
    ResumePoint place() {
        return place;
    }

    void forgetPlace() {
        place = null;
    }

    /** Whether it was told that it missed something. */
    boolean isIncomplete() {
        return incomplete;
    }

    Map<EntityKey, String> view() {
        return view;
    }

    Map<EntityKey, Change> holdsAlive(Instant now) {
        return holds.entrySet().stream()
                .filter(hold -> hold.getValue().isAliveHold(now) && view.containsKey(hold.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void takes(Sent sent) {
        if (sent instanceof Sent.Snapshot snapshot) {
            begin(snapshot.state());
            place = snapshot.cursor();
        } else if (sent instanceof Sent.Event event) {
            moveTo(event.cursor());
            fold(topics.at(event.entry().event().origin()));
        } else if (sent instanceof Sent.Gap gap) {
            moveTo(gap.cursor());
            incomplete = true;
        } else if (sent instanceof Sent.Resumed resumed) {
            assertThat(resumed.cursor().cursor())
                    .as("%s resumes where it was", name)
                    .isEqualTo(place == null ? null : place.cursor());
            place = resumed.cursor();
        }
    }

    private void begin(Map<EntityKey, MainApi.Row> state) {
        view.clear();
        versions.clear();
        deletions.clear();
        holds.clear();
        incomplete = false;
        state.forEach((key, row) -> {
            view.put(key, row.json());
            versions.put(key, row.version());
        });
    }

    private void moveTo(ResumePoint next) {
        if (place != null) {
            assertThat(next.cursor().epoch())
                    .as("%s: epoch", name)
                    .isEqualTo(place.cursor().epoch());
            assertThat(next.cursor().sequence())
                    .as("%s: cursors only grow", name)
                    .isGreaterThanOrEqualTo(place.cursor().sequence());
        }
        place = next;
    }

    private void fold(Change change) {
        EntityKey key = change.entity();
        switch (change.nature()) {
            case HOLD -> holds.put(key, change);
            case RELEASE -> holds.remove(key);
            case STATE -> {
                checkIsNotPast(change);
                view.put(key, change.json());
            }
            case DELETION -> {
                checkIsNotPast(change);
                deletions.put(key, change.version());
                view.remove(key);
            }
        }
    }

    private void checkIsNotPast(Change change) {
        Instant known = versions.getOrDefault(change.entity(), Instant.MIN);
        if (change.version().isBefore(known)) {
            throw new AssertionError(name + " saw " + change + " after version " + known);
        }
        boolean deleted = change.version().equals(deletions.get(change.entity()));
        if (deleted && !change.action().equals("deleted")) {
            throw new AssertionError(name + " saw " + change + " after its deletion");
        }
        versions.put(change.entity(), change.version());
    }
}
