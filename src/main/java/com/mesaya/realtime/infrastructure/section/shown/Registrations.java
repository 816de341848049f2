package com.mesaya.realtime.infrastructure.section.shown;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.ShownEntity;
import com.mesaya.realtime.infrastructure.section.directory.EntityBuckets;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Registers a section's entities with the directory, and repeats each request until the bucket acknowledges it. A join waits until the
 * directory has registered its whole snapshot. If a bucket began anew during a join, events that the joining viewer should get may
 * have been looked up before and forgotten, so such a join fails. Not thread-safe.
 */
final class Registrations {

    private final SectionId section;
    private final long incarnation;
    private final EntityBuckets buckets;
    private final ActorRef<SectionProtocol.Command> self;
    private final Map<Long, RegistrationRequest> open = new HashMap<>();
    private final Joins joins = new Joins();
    private final Set<EntityKey> registered = new HashSet<>();
    /** The time at which the section ceased to show an entity, for answers under way. */
    private final Map<EntityKey, Long> removedAt = new HashMap<>();

    private long allRemovedAt;
    private final Map<Integer, Long> allRegisteredAt = new HashMap<>();
    /** The incarnation of each bucket that has acknowledged a registration. */
    private final Map<Integer, Long> incarnations = new HashMap<>();

    private final Set<Integer> usedBuckets = new HashSet<>();
    /** A logical clock. Incarnations of the section have different ranges, since answers to the last one may still come. */
    private long moments;

    Registrations(SectionId section, long incarnation, EntityBuckets buckets, ActorRef<SectionProtocol.Command> self) {
        this.section = section;
        this.incarnation = incarnation;
        this.buckets = buckets;
        this.self = self;
        this.moments = incarnation >>> 2;
    }

    SectionId section() {
        return section;
    }

    /** A viewer begins to join: the snapshot that it will read is at least as new as the events appended by now. */
    void beginJoin(UUID joiner) {
        joins.begin(joiner, ++moments);
    }

    void endJoin(UUID joiner) {
        joins.end(joiner);
        open.values().removeIf(request -> joiner.equals(request.joiner()));
        dropTimes();
    }

    private void dropTimes() {
        if (open.isEmpty()) {
            removedAt.clear();
        }
    }

    boolean isJoining(UUID joiner) {
        return joins.contains(joiner);
    }

    /** Returns whether the directory knows that the section shows the entity. */
    boolean isRegistered(EntityKey entity) {
        return registered.contains(entity);
    }

    /** Returns whether a viewer has begun to join, and has not shown its snapshot yet. */
    boolean awaitsSnapshots() {
        return joins.awaitSnapshots();
    }

    /** Returns whether the joiner read its snapshot before the section ceased to show the entity. */
    boolean mayBeOutdated(UUID joiner, EntityKey entity) {
        return joins.mayBeOutdated(joiner, entity);
    }

    /** The section no longer shows the entity. */
    void remove(EntityKey entity) {
        registered.remove(entity);
        if (!open.isEmpty()) {
            removedAt.put(entity, ++moments);
        }
    }

    /** The section no longer shows any entity. */
    void removeAll() {
        registered.clear();
        allRemovedAt = ++moments;
    }

    /** No link shows the entity any more. The log doesn't say so. */
    void removeUnlinked(EntityKey entity) {
        remove(entity);
        joins.unlinked(entity, ++moments);
    }

    /**
     * The section has appended an event of the entity, so it shows the entity. It registers unless this incarnation of the bucket has
     * acknowledged that already.
     *
     * @param directory the incarnation of the bucket that named the section
     */
    void registerIfNew(SectionEvent event, long directory, Instant now) {
        int bucket = buckets.bucketOf(event.entity());
        usedBuckets.add(bucket);
        if (!registered.contains(event.entity()) || !Objects.equals(incarnations.get(bucket), directory)) {
            register(new RegistrationRequest(bucket, List.of(ShownEntity.of(event)), null, ++moments, null), now);
        }
    }

    /**
     * A joining viewer is about to show these entities, read at the given time or later.
     *
     * @param whenDone gets, once the directory knows all of them, whether no event can be missing
     */
    void join(UUID joiner, Collection<ShownEntity> entities, Instant since, Consumer<Boolean> whenDone, Instant now) {
        long begun = joins.begun(joiner);
        var requests = new HashSet<Long>();
        byBucket(entities.stream()
                        .filter(entity -> !registered.contains(entity.entity()))
                        .sorted(Comparator.comparing(entity -> entity.entity().id()))
                        .toList())
                .forEach((bucket, share) ->
                        requests.add(register(new RegistrationRequest(bucket, share, since, begun, joiner), now)));
        joins.await(joiner, requests, whenDone);
    }

    /** A link begins to show the entity. */
    void registerLinked(EntityKey entity, Instant since, Instant now) {
        register(
                new RegistrationRequest(
                        buckets.bucketOf(entity), List.of(new ShownEntity(entity, null)), since, ++moments, null),
                now);
    }

    /** Registers all entities of a bucket, which has begun anew. */
    void registerBucket(int bucket, long directory, Collection<ShownEntity> all, Instant now) {
        incarnations.put(bucket, directory);
        registerBucket(bucket, all, now);
    }

    private void registerBucket(int bucket, Collection<ShownEntity> all, Instant now) {
        allRegisteredAt.put(bucket, ++moments);
        List<ShownEntity> share = all.stream()
                .filter(entity -> buckets.bucketOf(entity.entity()) == bucket)
                .toList();
        register(new RegistrationRequest(bucket, share, null, moments, null), now);
    }

    void registerAll(Collection<ShownEntity> all, Instant now) {
        byBucket(all).keySet().forEach(bucket -> registerBucket(bucket, all, now));
    }

    /** A bucket has answered. @return the request; empty if it is no longer open */
    Optional<RegistrationRequest> answered(SectionProtocol.Registered answer) {
        RegistrationRequest request = open.remove(answer.request());
        if (request == null) {
            return Optional.empty();
        }
        if (request.begun() >= allRegisteredAt.getOrDefault(request.bucket(), Long.MIN_VALUE)) {
            incarnations.put(request.bucket(), answer.incarnation());
        }
        request.entities().stream()
                .map(ShownEntity::entity)
                .filter(entity ->
                        Math.max(allRemovedAt, removedAt.getOrDefault(entity, Long.MIN_VALUE)) < answer.request())
                .forEach(registered::add);
        dropTimes();
        return Optional.of(request);
    }

    /** Returns whether no event can be missing; a bucket's new incarnation doesn't know the requests to its last one. */
    boolean isComplete(RegistrationRequest request, SectionProtocol.Registered answer) {
        boolean spansIncarnations =
                !request.wasKnown() && allRegisteredAt.getOrDefault(request.bucket(), Long.MIN_VALUE) > request.begun();
        return answer.registration().complete() && !spansIncarnations;
    }

    /** A join's request is answered, and the events in the answer are in the log. */
    void conclude(UUID joiner, long request, boolean complete) {
        joins.conclude(joiner, request, complete);
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    /** Repeats the requests that are open. */
    void resend(Instant now) {
        open.forEach((number, request) -> send(number, request, now));
    }

    /** Unregisters this incarnation of the section from all buckets. */
    void unregisterAll() {
        usedBuckets.forEach(bucket -> buckets.tell(bucket, new DirectoryProtocol.UnregisterAll(section, incarnation)));
        usedBuckets.clear();
    }

    private Map<Integer, List<ShownEntity>> byBucket(Collection<ShownEntity> entities) {
        var shares = new HashMap<Integer, List<ShownEntity>>();
        entities.forEach(
                entity -> shares.computeIfAbsent(buckets.bucketOf(entity.entity()), bucket -> new ArrayList<>())
                        .add(entity));
        return shares;
    }

    private long register(RegistrationRequest request, Instant now) {
        long number = ++moments;
        open.put(number, request);
        usedBuckets.add(request.bucket());
        send(number, request, now);
        return number;
    }

    private void send(long number, RegistrationRequest request, Instant now) {
        buckets.tell(
                request.bucket(),
                new DirectoryProtocol.Register(
                        section, incarnation, number, request.entities(), request.age(now), self));
    }
}
