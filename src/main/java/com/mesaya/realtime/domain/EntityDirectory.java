package com.mesaya.realtime.domain;

import com.mesaya.realtime.domain.Whereabouts.Place;
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
 * Which sections show an entity, for events that don't name all of them, and for a while what the newest event of each
 * entity was. It errs on one side only: whom it names may not show the entity any more, but whoever does is named.
 *
 * <p>Each event is looked up before it is told to anybody, and what the sections said is confirmed afterwards. Until then a
 * section that is just told of the entity counts as one that shows it; so a newer event finds it there, whichever of the two
 * gets there first. Not thread-safe.
 */
public final class EntityDirectory {

    private final long life;
    private final Instant bornAt;
    private final DirectoryLimits limits;
    private final Map<EntityKey, KnownEntity> entities = new HashMap<>();
    /** Those that are remembered for an event of theirs, even if nobody shows them; the last looked up stands last. */
    private final LinkedHashMap<EntityKey, KnownEntity> remembered = new LinkedHashMap<>();
    /** Those whose newest event is kept, in the same order. */
    private final LinkedHashMap<EntityKey, KnownEntity> framed = new LinkedHashMap<>();

    private Instant forgottenAt = Instant.MIN;
    private Instant unfedAt = Instant.MIN;
    private long tickets;
    private long bytes;

    /** One that knows nothing; what is said to another life doesn't count here. */
    public EntityDirectory(long life, DirectoryLimits limits, Instant now) {
        this.life = life;
        this.bornAt = now;
        this.limits = limits;
    }

    /** A directory that continues from this state, under the same limits. */
    public EntityDirectory(DirectoryState state, DirectoryLimits limits) {
        this(state.life(), limits, state.bornAt());
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

    /** Returns all knowledge of a directory that did not begin unfed: the state has no place for that. */
    public DirectoryState state() {
        var all = new ArrayList<DirectoryState.Known>(entities.size());
        remembered.forEach((entity, known) -> all.add(known.state(entity, true)));
        entities.forEach((entity, known) -> {
            if (!remembered.containsKey(entity)) {
                all.add(known.state(entity, false));
            }
        });
        return new DirectoryState(life, bornAt, forgottenAt.equals(Instant.MIN) ? null : forgottenAt, tickets, all);
    }

    /** Returns the sections that show an entity, or may show one. */
    public Set<SectionId> sections() {
        return entities.values().stream()
                .flatMap(known -> known.places().stream())
                .map(Place::section)
                .collect(Collectors.toSet());
    }

    /** It begins without having heard of all that is shown: whoever joined before may have missed something. */
    public void beginUnfed(Instant now) {
        unfedAt = now;
    }

    /** Which life of the directory this is. */
    public long life() {
        return life;
    }

    /** Returns the sections that an event concerns, and stores it as the newest of its entity unless it is old. */
    public Whereabouts lookUp(EntityChange change, Instant now) {
        long ticket = ++tickets;
        KnownEntity known = entities.computeIfAbsent(change.entity(), entity -> new KnownEntity(now));
        long before = known.size();
        if (!known.take(change, now)) {
            return new Whereabouts(life, ticket, false, List.of());
        }
        bytes += known.size() - before;
        if (change.home() != null) {
            known.mayShow(change.home(), ticket);
        }
        putLast(remembered, change.entity(), known);
        putLast(framed, change.entity(), known);
        keepWithinLimits(now);
        return new Whereabouts(life, ticket, true, known.places());
    }

    /** Restores a version that was delivered in another incarnation of the directory; older ones are no longer delivered. */
    public void remember(ToldVersion told, Instant now) {
        KnownEntity known = entities.computeIfAbsent(told.entity(), entity -> new KnownEntity(now));
        if (known.hear(told, now)) {
            dropFrame(told.entity());
            putLast(remembered, told.entity(), known);
            keepWithinLimits(now);
        }
    }

    /** Records the answers of the sections that got an event: the incarnation in which each shows the entity now. */
    public void confirm(EntityKey entity, long itsLife, long ticket, List<Place> places) {
        KnownEntity known = entities.get(entity);
        if (known != null && itsLife == life) {
            places.forEach(place -> known.confirm(place, ticket));
            forgetIfUseless(entity, known);
        }
    }

    /**
     * A section shows these entities from now on, or still does.
     *
     * @param life which life of the section
     * @param age how long ago they were read at most, so that what happened since must be remembered; null if the section
     *     was registered all the time that there was a directory
     */
    public Registration register(
            SectionId section, long life, List<ShownEntity> shown, @Nullable Duration age, Instant now) {
        var newer = new ArrayList<EntityChange>();
        var unknown = new ArrayList<EntityKey>();
        Instant since = age == null ? Instant.MIN : now.minus(age);
        boolean complete = age == null || since.isAfter(unfedAt);
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
            known.show(section, life, ++tickets, sound, entity);
            complete &= sound;
        }
        return new Registration(newer, unknown, complete);
    }

    /** A life of a section is over: in it nothing is shown any more. */
    public void forget(SectionId section, long life, Instant now) {
        forget(section, its -> its == life, now);
    }

    /** A section is nowhere any more: in none of its lives anything is shown. */
    public void forget(SectionId section, Instant now) {
        forget(section, life -> true, now);
    }

    private void forget(SectionId section, LongPredicate lives, Instant now) {
        entities.entrySet().removeIf(entry -> {
            entry.getValue().forget(section, lives, now);
            return isUseless(entry.getKey(), entry.getValue());
        });
    }

    /** Of how many entities something is known. */
    public int size() {
        return entities.size();
    }

    /** Returns the bytes of frames kept. */
    public long bytes() {
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
                known.forgetMaybes();
                forgetIfUseless(eldest, known);
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
    private void forgetIfUseless(EntityKey entity, @Nullable KnownEntity known) {
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
