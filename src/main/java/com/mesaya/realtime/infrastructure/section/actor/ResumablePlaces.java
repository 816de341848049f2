package com.mesaya.realtime.infrastructure.section.actor;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.log.LogState;
import com.mesaya.realtime.infrastructure.section.shown.ShownEntities;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The places at a section that another connection may take over: those in use, and those given up a short while ago. Each is kept
 * with the versions of the snapshot it started from, so that the next connection doesn't get older ones either. When there are too
 * many, the oldest place is dropped.
 */
final class ResumablePlaces {

    private record Place(
            Map<EntityKey, Instant> versions, @Nullable Instant givenUpAt) {}

    private final Duration maxAge;
    private final int capacity;
    private final LinkedHashMap<UUID, Place> places = new LinkedHashMap<>();
    private Map<EntityKey, Instant> lastVersions = Map.of();

    ResumablePlaces(Duration maxAge, int capacity) {
        this.maxAge = maxAge;
        this.capacity = capacity;
    }

    void add(UUID subscriber, Map<EntityKey, Instant> versions) {
        // Most snapshots of a section differ little in time: those alike share one map.
        if (!versions.equals(lastVersions)) {
            lastVersions = versions;
        }
        places.put(subscriber, new Place(lastVersions, null));
        if (places.size() > capacity) {
            var first = places.keySet().iterator();
            first.next();
            first.remove();
        }
    }

    /** Returns the state of the section: these places, and the given parts. */
    SectionState state(LogState log, ShownEntities shown) {
        Map<Map<EntityKey, Instant>, Integer> different = new LinkedHashMap<>();
        List<SectionState.Place> all = new ArrayList<>();
        places.forEach((subscriber, place) -> {
            int number = different.computeIfAbsent(place.versions(), versions -> different.size());
            all.add(new SectionState.Place(subscriber, number, place.givenUpAt()));
        });
        return new SectionState(log, List.copyOf(different.keySet()), all, shown.state());
    }

    /** Adds the places that another node had. @return the subscribers whose places are in use */
    List<UUID> restore(List<Map<EntityKey, Instant>> different, List<SectionState.Place> all) {
        all.forEach(
                place -> places.put(place.subscriber(), new Place(different.get(place.versions()), place.givenUpAt())));
        return all.stream()
                .filter(place -> place.givenUpAt() == null)
                .map(SectionState.Place::subscriber)
                .toList();
    }

    void giveUp(UUID subscriber, Instant now) {
        places.computeIfPresent(subscriber, (id, place) -> new Place(place.versions(), now));
    }

    /** Removes a place, so that no connection can take it over. */
    void remove(UUID subscriber) {
        places.remove(subscriber);
    }

    /** The place is in use after all. */
    void keep(UUID subscriber) {
        places.computeIfPresent(
                subscriber, (id, place) -> place.givenUpAt() == null ? place : new Place(place.versions(), null));
    }

    /** Removes all places. */
    void clear() {
        places.clear();
    }

    /** The versions of the snapshot the place started from, if it may still be taken over. */
    Optional<Map<EntityKey, Instant>> find(UUID subscriber, Instant now) {
        return Optional.ofNullable(places.get(subscriber))
                .filter(place -> !isTooOld(place, now))
                .map(Place::versions);
    }

    void forgetOld(Instant now) {
        places.values().removeIf(place -> isTooOld(place, now));
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    int size() {
        return places.size();
    }

    private boolean isTooOld(Place place, Instant now) {
        return place.givenUpAt() != null && place.givenUpAt().plus(maxAge).isBefore(now);
    }
}
