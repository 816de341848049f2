package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.ShownEntity;
import java.time.Duration;
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
import org.jspecify.annotations.Nullable;

/**
 * A section's registrations of its entities with the directory, and its pending requests to it. A join waits until
 * the directory knows all that its snapshot holds. If a bucket of the directory began anew in the middle of a join, events may
 * have been looked up before whom the join wasn't known and that nobody remembers; so such a join fails. Not thread-safe.
 */
final class Registrations {

    /** A request to register entities, and the joins that wait for it. */
    record Request(
            int bucket,
            List<ShownEntity> entities,
            @Nullable Instant since,
            long begun,
            @Nullable UUID joiner) {

        boolean feeds() {
            return since == null;
        }
    }

    private static final class Join {

        private final long begun;
        private final Set<Long> open = new HashSet<>();
        private @Nullable Consumer<Boolean> whenDone;
        private boolean complete = true;

        Join(long begun) {
            this.begun = begun;
        }
    }

    private final SectionId section;
    private final long life;
    private final EntityBuckets buckets;
    private final ActorRef<SectionActor.Command> self;
    private final Map<Long, Request> open = new HashMap<>();
    private final Map<UUID, Join> joins = new HashMap<>();
    private final Set<EntityKey> registered = new HashSet<>();
    /** The time at which the section ceased to show an entity, for viewers that read it before and for answers under way. */
    private final Map<EntityKey, Long> unlinkedAt = new HashMap<>();

    private final Map<EntityKey, Long> lostAt = new HashMap<>();
    private long allLostAt;
    private final Map<Integer, Long> fedAt = new HashMap<>();
    /** Which life of each bucket is known to know the section. */
    private final Map<Integer, Long> lives = new HashMap<>();

    private final Set<Integer> told = new HashSet<>();
    /** Never that of another life, whose answers may still come. */
    private long moments;

    Registrations(SectionId section, long life, EntityBuckets buckets, ActorRef<SectionActor.Command> self) {
        this.section = section;
        this.life = life;
        this.buckets = buckets;
        this.self = self;
        this.moments = life >>> 2;
    }

    SectionId section() {
        return section;
    }

    /** The life under which the directory knows the section. */
    long life() {
        return life;
    }

    /** Someone begins to join: what it reads from now on is as new as what has been told by now. */
    void begin(UUID joiner) {
        joins.put(joiner, new Join(++moments));
    }

    void end(UUID joiner) {
        joins.remove(joiner);
        open.values().removeIf(request -> joiner.equals(request.joiner()));
        forgetWhatWasLost();
    }

    private void forgetWhatWasLost() {
        if (joins.isEmpty()) {
            unlinkedAt.clear();
        }
        if (open.isEmpty()) {
            lostAt.clear();
        }
    }

    boolean isJoining(UUID joiner) {
        return joins.containsKey(joiner);
    }

    /** Returns whether the joiner read its snapshot before the section ceased to show the entity. */
    boolean mayBeOutdated(UUID joiner, EntityKey entity) {
        Join join = joins.get(joiner);
        return join != null && unlinkedAt.getOrDefault(entity, Long.MIN_VALUE) > join.begun;
    }

    /** The section shows the entity no longer. */
    void lost(EntityKey entity) {
        registered.remove(entity);
        if (!open.isEmpty()) {
            lostAt.put(entity, ++moments);
        }
    }

    /** The section shows nothing any more. */
    void lostAll() {
        registered.clear();
        allLostAt = ++moments;
    }

    /** The section shows the entity, or what the link showed, no longer, and of that its log keeps nothing. */
    void unlinked(EntityKey entity) {
        lost(entity);
        if (!joins.isEmpty()) {
            unlinkedAt.put(entity, ++moments);
        }
    }

    /**
     * The section appended an event of the entity, so it shows the entity. It registers unless this life of the bucket has acknowledged that: the
     * answer of the look-up that confirms it may get lost when the bucket moves.
     */
    void isToldTo(SectionEvent event, long directory, Instant now) {
        int bucket = buckets.bucketOf(event.entity());
        told.add(bucket);
        if (!registered.contains(event.entity()) || !Objects.equals(lives.get(bucket), directory)) {
            send(new Request(bucket, List.of(ShownEntity.of(event)), null, ++moments, null), now);
        }
    }

    /**
     * A joiner shows these, as read at the given time at the earliest.
     *
     * @param whenDone is told, once the directory knows, whether nothing can have been missed
     */
    void join(UUID joiner, Collection<ShownEntity> entities, Instant since, Consumer<Boolean> whenDone, Instant now) {
        Join join = Objects.requireNonNull(joins.get(joiner), "it joins");
        join.whenDone = whenDone;
        byBucket(entities.stream()
                        .filter(entity -> !registered.contains(entity.entity()))
                        .sorted(Comparator.comparing(entity -> entity.entity().id()))
                        .toList())
                .forEach((bucket, share) ->
                        join.open.add(send(new Request(bucket, share, since, join.begun, joiner), now)));
        answerIfDone(joiner, join);
    }

    /** A link shows the entity from now on. */
    void link(EntityKey entity, Instant since, Instant now) {
        send(
                new Request(buckets.bucketOf(entity), List.of(new ShownEntity(entity, null)), since, ++moments, null),
                now);
    }

    /** A bucket has begun anew, or the section has, where it was told before. */
    void feed(int bucket, long directory, Collection<ShownEntity> all, Instant now) {
        lives.put(bucket, directory);
        feed(bucket, all, now);
    }

    private void feed(int bucket, Collection<ShownEntity> all, Instant now) {
        fedAt.put(bucket, ++moments);
        List<ShownEntity> share = all.stream()
                .filter(entity -> buckets.bucketOf(entity.entity()) == bucket)
                .toList();
        send(new Request(bucket, share, null, moments, null), now);
    }

    void feedAll(Collection<ShownEntity> all, Instant now) {
        byBucket(all).keySet().forEach(bucket -> feed(bucket, all, now));
    }

    /** A bucket has answered. @return what it was asked; nothing if that was so long ago that nobody waits for it */
    Optional<Request> answered(SectionActor.Registered answer) {
        Request request = open.remove(answer.request());
        if (request == null) {
            return Optional.empty();
        }
        if (request.begun() >= fedAt.getOrDefault(request.bucket(), Long.MIN_VALUE)) {
            lives.put(request.bucket(), answer.life());
        }
        request.entities().stream()
                .map(ShownEntity::entity)
                .filter(entity -> Math.max(allLostAt, lostAt.getOrDefault(entity, Long.MIN_VALUE)) < answer.request())
                .forEach(registered::add);
        forgetWhatWasLost();
        return Optional.of(request);
    }

    /** Returns whether no event can be missing; a bucket's new incarnation doesn't know the requests to its last one. */
    boolean isComplete(Request request, SectionActor.Registered answer) {
        boolean spansLives = !request.feeds() && fedAt.getOrDefault(request.bucket(), Long.MIN_VALUE) > request.begun();
        return answer.registration().complete() && !spansLives;
    }

    /** A join's request is answered, and what it brought is in the log. */
    void conclude(UUID joiner, long request, boolean complete) {
        Join join = joins.get(joiner);
        if (join != null && join.open.remove(request)) {
            join.complete &= complete;
            answerIfDone(joiner, join);
        }
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    /** Asks again where no answer came. */
    void askAgain(Instant now) {
        open.forEach((number, request) -> tell(number, request, now));
    }

    /** This life of the section is over. */
    void forget() {
        told.forEach(bucket -> buckets.tell(bucket, new DirectoryActor.Forget(section, life)));
        told.clear();
    }

    private void answerIfDone(UUID joiner, Join join) {
        Consumer<Boolean> whenDone = join.whenDone;
        if (whenDone != null && join.open.isEmpty()) {
            end(joiner);
            whenDone.accept(join.complete);
        }
    }

    private Map<Integer, List<ShownEntity>> byBucket(Collection<ShownEntity> entities) {
        var shares = new HashMap<Integer, List<ShownEntity>>();
        entities.forEach(
                entity -> shares.computeIfAbsent(buckets.bucketOf(entity.entity()), bucket -> new ArrayList<>())
                        .add(entity));
        return shares;
    }

    private long send(Request request, Instant now) {
        long number = ++moments;
        open.put(number, request);
        told.add(request.bucket());
        tell(number, request, now);
        return number;
    }

    private void tell(long number, Request request, Instant now) {
        Instant since = request.since();
        Duration age = since == null ? null : Duration.between(since, now);
        buckets.tell(
                request.bucket(), new DirectoryActor.Register(section, life, number, request.entities(), age, self));
    }
}
