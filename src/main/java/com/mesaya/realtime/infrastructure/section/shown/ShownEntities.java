package com.mesaya.realtime.infrastructure.section.shown;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.ShownEntity;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The entities that a section's viewers show together: those of their snapshots, those of later events, and, of kinds that
 * name no section, those that the section links. An entity that is here although no viewer shows it costs a superfluous event, no more.
 * Not thread-safe.
 */
public final class ShownEntities {

    /** The state of a section that moves to another node. */
    public record State(
            List<ShownEntity> entities,
            Map<EntityKey, Set<EntityKey>> links,
            Set<EntityKey> guests,
            List<SectionEvent> unlinked,
            Set<EntityKey> uneven) {
        /** Copies the collections. */
        public State {
            entities = List.copyOf(entities);
            links = Map.copyOf(links);
            guests = Set.copyOf(guests);
            unlinked = List.copyOf(unlinked);
            uneven = Set.copyOf(uneven);
        }
    }

    private final Map<EntityKey, ShownEntity> entities = new HashMap<>();
    /** The entities that each link shows, by its last delivery; snapshots may differ until its next event. */
    private final Map<EntityKey, Set<EntityKey>> links = new HashMap<>();
    /** The links of each entity. */
    private final Map<EntityKey, Set<EntityKey>> linkedBy = new HashMap<>();
    /** The entities that are here because of links, or of snapshots alone. */
    private final Set<EntityKey> guests = new HashSet<>();

    /** The last events of the entities that were removed because no link shows them any more. */
    private final Map<EntityKey, SectionEvent> unlinked = new HashMap<>();

    /** The entities that only some viewers' snapshots held. */
    private final Set<EntityKey> uneven = new HashSet<>();

    private boolean hasViewers;

    public ShownEntities() {}

    public ShownEntities(State state) {
        state.entities().forEach(entity -> entities.put(entity.entity(), entity));
        state.links().forEach((link, objects) -> objects.forEach(object -> link(link, object)));
        guests.addAll(state.guests());
        state.unlinked().forEach(event -> unlinked.put(event.entity(), event));
        uneven.addAll(state.uneven());
        hasViewers = true;
    }

    public State state() {
        return new State(List.copyOf(entities.values()), links, guests, List.copyOf(unlinked.values()), uneven);
    }

    boolean contains(EntityKey entity) {
        return entities.containsKey(entity);
    }

    Collection<ShownEntity> all() {
        return List.copyOf(entities.values());
    }

    /** All viewers get the entity. */
    void add(ShownEntity shown) {
        entities.putIfAbsent(shown.entity(), shown);
        uneven.remove(shown.entity());
    }

    /** Returns whether all viewers show the entity, as far as its events were delivered. */
    boolean isShownByAll(EntityKey entity) {
        return contains(entity) && !uneven.contains(entity);
    }

    /** One more viewer shows what its snapshot holds. */
    void join(Collection<ShownEntity> snapshot) {
        Set<EntityKey> its = snapshot.stream().map(ShownEntity::entity).collect(Collectors.toSet());
        entities.keySet().stream().filter(entity -> !its.contains(entity)).forEach(uneven::add);
        for (ShownEntity entity : snapshot) {
            if (entities.putIfAbsent(entity.entity(), entity) == null && hasViewers) {
                uneven.add(entity.entity());
            }
        }
        hasViewers = true;
    }

    /** The entity is deleted. A linked one still counts as shown: its events concern the section. */
    void remove(EntityKey entity) {
        if (!isLinked(entity)) {
            entities.remove(entity);
        }
    }

    void addGuest(EntityKey entity) {
        guests.add(entity);
    }

    /** An event of the entity names the section. */
    void removeGuest(EntityKey entity) {
        guests.remove(entity);
    }

    /** Returns whether the target of the entity as a link is known. */
    boolean isLink(EntityKey entity) {
        return links.containsKey(entity);
    }

    /** The viewers get the deletion of the entity, since no link shows it any more. */
    void addUnlinked(SectionEvent last) {
        unlinked.put(last.entity(), last);
    }

    /** Returns whether the viewers received the removal of the entity at this version. */
    boolean isUnlinkedAt(EntityKey entity, @Nullable Instant version) {
        SectionEvent last = unlinked.get(entity);
        return last != null && version != null && version.equals(last.version());
    }

    /** Lets the entity appear again. @return its last event, if it was removed because no link showed it */
    Optional<SectionEvent> removeUnlinked(EntityKey entity) {
        return Optional.ofNullable(unlinked.remove(entity));
    }

    /** A link that a snapshot holds. */
    void link(EntityKey link, EntityKey object) {
        links.computeIfAbsent(link, known -> new HashSet<>()).add(object);
        linkedBy.computeIfAbsent(object, known -> new HashSet<>()).add(link);
    }

    /**
     * Follows an event of a link.
     *
     * @return the entities that no link shows any more
     */
    List<EntityKey> follow(SectionEvent event) {
        var lost = new HashSet<EntityKey>();
        Set<EntityKey> before = links.remove(event.entity());
        if (before != null) {
            lost.addAll(before);
            before.forEach(object -> linkedBy.computeIfPresent(object, (shown, by) -> {
                by.remove(event.entity());
                return by.isEmpty() ? null : by;
            }));
        }
        EntityKey object = event.shows();
        if (object != null && event.nature() == EventNature.DELETION) {
            lost.add(object);
        } else if (object != null) {
            link(event.entity(), object);
        }
        // Whoever doesn't know the other link drops the object with this one.
        lost.stream().filter(this::isLinked).forEach(uneven::add);
        lost.removeIf(this::isLinked);
        lost.forEach(entities::remove);
        return List.copyOf(lost);
    }

    private boolean isLinked(EntityKey entity) {
        return linkedBy.containsKey(entity);
    }

    /** Removes all. @return those that were shown because of links */
    Set<EntityKey> clear() {
        Set<EntityKey> left = Set.copyOf(guests);
        entities.clear();
        links.clear();
        linkedBy.clear();
        guests.clear();
        unlinked.clear();
        uneven.clear();
        hasViewers = false;
        return left;
    }
}
