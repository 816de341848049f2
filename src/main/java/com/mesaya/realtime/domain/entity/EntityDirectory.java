package com.mesaya.realtime.domain.entity;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.ShownEntity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Knows which sections show an entity, for events that don't name all of them, and for a while the newest event of each entity. It
 * errs on one side only: it may name a section that no longer shows the entity, but it names each one that does.
 *
 * <p>Each event is looked up before it is appended to a section that doesn't show its entity. From then on the section that it names
 * counts as one that shows the entity, so a newer event finds it there, whichever of the two is appended first. A section that shows
 * the entity registers by itself, and one that got the event and doesn't show it is unregistered. Not thread-safe.
 */
public final class EntityDirectory {

    private final long incarnation;
    private final Instant bornAt;
    private final DirectoryLimits limits;
    private final Map<EntityKey, KnownEntity> entities = new HashMap<>();
    /** The entities that are kept for their events even if no section shows them; the last looked up is last. */
    private final LinkedHashMap<EntityKey, KnownEntity> remembered = new LinkedHashMap<>();
    /** The entities whose newest event is kept, in the same order. */
    private final LinkedHashMap<EntityKey, KnownEntity> framed = new LinkedHashMap<>();

    private Instant forgottenAt = Instant.MIN;
    private Instant begunIncompleteAt = Instant.MIN;
    private long tickets;
    private long bytes;

    /** A directory that knows nothing. It ignores messages to another incarnation. */
    public EntityDirectory(long incarnation, DirectoryLimits limits, Instant now) {
        this.incarnation = incarnation;
        this.bornAt = now;
        this.limits = limits;
    }

    /** A directory that continues from this state, under the same limits. */
    public EntityDirectory(DirectoryState state, DirectoryLimits limits) {
        this(state.incarnation(), limits, state.bornAt());
        forgottenAt = state.forgottenAt() == null ? Instant.MIN : state.forgottenAt();
        tickets = state.tickets();
        for (DirectoryState.Known entity : state.entities()) {
            var known = new KnownEntity(entity);
            entities.put(entity.entity(), known);
            if (entity.remembered()) {
                remembered.put(entity.entity(), known);
            }
            if (entity.newest() != null) {
                framed.put(entity.entity(), known);
                bytes += known.size();
            }
        }
    }

    /** Returns all knowledge of a directory that did not begin incomplete: the state has no place for that. */
    public DirectoryState state() {
        var all = new ArrayList<DirectoryState.Known>(entities.size());
        remembered.forEach((entity, known) -> all.add(known.state(entity, true)));
        entities.forEach((entity, known) -> {
            if (!remembered.containsKey(entity)) {
                all.add(known.state(entity, false));
            }
        });
        return new DirectoryState(
                incarnation, bornAt, forgottenAt.equals(Instant.MIN) ? null : forgottenAt, tickets, all);
    }

    /** Returns the sections that show an entity, or may show one. */
    public Set<SectionId> sections() {
        return entities.values().stream()
                .flatMap(known -> known.sections().stream())
                .collect(Collectors.toSet());
    }

    /** The directory begins although some sections haven't registered: viewers that joined before may have missed an event. */
    public void beginIncomplete(Instant now) {
        begunIncompleteAt = now;
    }

    /** Returns the number of this incarnation. */
    public long incarnation() {
        return incarnation;
    }

    /** Returns the sections that an event concerns, and stores it as the newest of its entity unless it is old. */
    public Whereabouts lookUp(EntityChange change, Instant now) {
        long ticket = ++tickets;
        KnownEntity known = entities.computeIfAbsent(change.entity(), entity -> new KnownEntity(now));
        long before = known.size();
        if (!known.accept(change, now)) {
            return new Whereabouts(incarnation, ticket, false, List.of());
        }
        bytes += known.size() - before;
        if (change.home() != null) {
            known.mayShow(change.home(), ticket);
        }
        putLast(remembered, change.entity(), known);
        putLast(framed, change.entity(), known);
        keepWithinLimits(now);
        return new Whereabouts(incarnation, ticket, true, known.sections());
    }

    /** Adds a version that was delivered in another incarnation of the directory, so that older ones are stale. */
    public void restore(DeliveredVersion delivered, Instant now) {
        KnownEntity known = entities.computeIfAbsent(delivered.entity(), entity -> new KnownEntity(now));
        if (known.restore(delivered, now)) {
            dropFrame(delivered.entity());
            putLast(remembered, delivered.entity(), known);
            keepWithinLimits(now);
        }
    }

    /**
     * Removes sections that got an event and don't show its entity.
     *
     * @param named the incarnation of the directory that named the sections; another one ignores them
     * @param ticket the answer that named them; sections that were named or registered later stay
     */
    public void unregister(EntityKey entity, long named, long ticket, List<SectionId> sections) {
        KnownEntity known = entities.get(entity);
        if (known != null && named == incarnation) {
            sections.forEach(section -> known.unregister(section, ticket));
            removeIfUseless(entity, known);
        }
    }

    /**
     * Registers a section that shows these entities.
     *
     * @param incarnation the incarnation of the section
     * @param age how long ago they were read at most, so that what happened since must be remembered; null if the section
     *     was registered all the time that there was a directory
     */
    public Registration register(
            SectionId section, long incarnation, List<ShownEntity> shown, @Nullable Duration age, Instant now) {
        var newer = new ArrayList<EntityChange>();
        var unknown = new ArrayList<EntityKey>();
        Instant since = age == null ? Instant.MIN : now.minus(age);
        boolean complete = age == null || since.isAfter(begunIncompleteAt);
        boolean remembersAll = forgottenAt.equals(Instant.MIN) || forgottenAt.isBefore(since);
        for (ShownEntity entity : shown) {
            KnownEntity known = entities.computeIfAbsent(entity.entity(), key -> new KnownEntity(now));
            boolean sound =
                    remembersAll || known.knownSince().isBefore(since) || (age == null && known.isSound(section));
            EntityChange event = known.newest();
            if (entity.version() == null && !known.isSurelyNewest(bornAt)) {
                unknown.add(entity.entity());
            } else if (known.isNewerThan(entity) && event != null) {
                // An update that names the section is on its way there, perhaps behind others that it mustn't overtake.
                if (event.deletes() || !section.equals(event.home())) {
                    newer.add(event);
                }
            } else if (known.isNewerThan(entity)) {
                sound = false;
            }
            known.show(section, incarnation, ++tickets, sound, entity);
            complete &= sound;
        }
        return new Registration(newer, unknown, complete);
    }

    /** Removes all registrations of one incarnation of a section. */
    public void unregisterAll(SectionId section, long incarnation, Instant now) {
        unregisterAll(section, its -> its == incarnation, now);
    }

    /** Removes all registrations of a section that exists no longer. */
    public void unregisterAll(SectionId section, Instant now) {
        unregisterAll(section, incarnation -> true, now);
    }

    private void unregisterAll(SectionId section, LongPredicate incarnations, Instant now) {
        entities.entrySet().removeIf(entry -> {
            entry.getValue().unregisterAll(section, incarnations, now);
            return isUseless(entry.getKey(), entry.getValue());
        });
    }

    /** Returns the bytes of frames kept. */
    long bytes() {
        return bytes;
    }

    private static void putLast(Map<EntityKey, KnownEntity> map, EntityKey entity, KnownEntity known) {
        map.remove(entity);
        map.put(entity, known);
    }

    private void keepWithinLimits(Instant now) {
        Instant before = now.minus(limits.retention());
        while (bytes > limits.maxBytes() || isOlderThan(before, framed)) {
            dropFrame(framed.keySet().iterator().next());
        }
        while (remembered.size() > limits.maxEntities() || isOlderThan(before, remembered)) {
            EntityKey eldest = remembered.keySet().iterator().next();
            KnownEntity known = remembered.remove(eldest);
            dropFrame(eldest);
            if (known != null) {
                known.removeUnregistered();
                removeIfUseless(eldest, known);
            }
        }
    }

    private static boolean isOlderThan(Instant before, Map<EntityKey, KnownEntity> map) {
        return !map.isEmpty() && map.values().iterator().next().lookedUpAt().isBefore(before);
    }

    private void dropFrame(EntityKey entity) {
        KnownEntity known = framed.remove(entity);
        if (known != null) {
            bytes -= known.size();
            known.dropFrame();
        }
    }

    /** Drops an entity that no section shows and whose version is no longer kept. */
    private void removeIfUseless(EntityKey entity, @Nullable KnownEntity known) {
        if (known != null && isUseless(entity, known)) {
            entities.remove(entity);
        }
    }

    private boolean isUseless(EntityKey entity, KnownEntity known) {
        if (known.isShown() || remembered.containsKey(entity)) {
            return false;
        }
        forgottenAt = known.lookedUpAt().isAfter(forgottenAt) ? known.lookedUpAt() : forgottenAt;
        return true;
    }
}
