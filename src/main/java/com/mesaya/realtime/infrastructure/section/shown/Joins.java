package com.mesaya.realtime.infrastructure.section.shown;

import com.mesaya.realtime.domain.EntityKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The viewers that join a section, each with the requests to the directory for which it waits. Not thread-safe. */
final class Joins {

    private static final class Join {

        private final long begun;
        private final Set<Long> open = new HashSet<>();
        private @Nullable Consumer<Boolean> whenDone;
        private boolean complete = true;

        Join(long begun) {
            this.begun = begun;
        }
    }

    private final Map<UUID, Join> joins = new HashMap<>();
    /** The time at which links ceased to show an entity, for viewers that read their snapshots before. */
    private final Map<EntityKey, Long> unlinkedAt = new HashMap<>();

    void begin(UUID joiner, long moment) {
        joins.put(joiner, new Join(moment));
    }

    void end(UUID joiner) {
        joins.remove(joiner);
        if (joins.isEmpty()) {
            unlinkedAt.clear();
        }
    }

    boolean contains(UUID joiner) {
        return joins.containsKey(joiner);
    }

    /** Returns whether the snapshot of a viewer is still to come. */
    boolean awaitSnapshots() {
        return joins.values().stream().anyMatch(join -> join.whenDone == null);
    }

    /** Returns the time at which the viewer began to join. */
    long begun(UUID joiner) {
        return Objects.requireNonNull(joins.get(joiner), "it joins").begun;
    }

    /** No link shows the entity any more. */
    void unlinked(EntityKey entity, long moment) {
        if (!joins.isEmpty()) {
            unlinkedAt.put(entity, moment);
        }
    }

    /** Returns whether the joiner read its snapshot before the section ceased to show the entity. */
    boolean mayBeOutdated(UUID joiner, EntityKey entity) {
        Join join = joins.get(joiner);
        return join != null && unlinkedAt.getOrDefault(entity, Long.MIN_VALUE) > join.begun;
    }

    /**
     * Ends a join once all of its requests are answered; at once if it has none.
     *
     * @param whenDone gets whether no event can be missing
     */
    void await(UUID joiner, Set<Long> requests, Consumer<Boolean> whenDone) {
        Join join = Objects.requireNonNull(joins.get(joiner), "it joins");
        join.open.addAll(requests);
        join.whenDone = whenDone;
        answerIfDone(joiner, join);
    }

    /** A join's request is answered, and the events in the answer are in the log. */
    void conclude(UUID joiner, long request, boolean complete) {
        Join join = joins.get(joiner);
        if (join != null && join.open.remove(request)) {
            join.complete &= complete;
            answerIfDone(joiner, join);
        }
    }

    private void answerIfDone(UUID joiner, Join join) {
        Consumer<Boolean> whenDone = join.whenDone;
        if (whenDone != null && join.open.isEmpty()) {
            end(joiner);
            whenDone.accept(join.complete);
        }
    }
}
