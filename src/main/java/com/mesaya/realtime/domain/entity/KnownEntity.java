package com.mesaya.realtime.domain.entity;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.ShownEntity;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** The directory's state of one entity. Not thread-safe. */
final class KnownEntity {

    /** The time for which an event may be on its way to its section. */
    private static final Duration ON_ITS_WAY = Duration.ofMinutes(1);

    /**
     * A section that shows the entity, or is about to get an event of it.
     *
     * @param ticket the time of the look-up or registration
     * @param sound whether it got or will get all that happened since it showed the entity
     */
    private record Watch(long incarnation, long ticket, boolean sound) {}

    /** One section shows nearly every entity. */
    private final Map<SectionId, Watch> watches = new LinkedHashMap<>(2);

    private @Nullable EntityChange newest;
    /** The newest event's, and where it stands among the entity's events. */
    private @Nullable Instant version;

    private @Nullable Instant order;
    /** The newest version in snapshots, and the order of the newest event that a section has registered. */
    private @Nullable Instant shownVersion;

    private @Nullable Instant shownOrder;
    private boolean deleted;
    private Instant lookedUpAt = Instant.MIN;
    private final Instant knownSince;

    KnownEntity(Instant now) {
        this.knownSince = now;
    }

    /** Knowledge that continues from this state. */
    KnownEntity(DirectoryState.Known state) {
        state.watches()
                .forEach(watch ->
                        watches.put(watch.section(), new Watch(watch.incarnation(), watch.ticket(), watch.sound())));
        newest = state.newest();
        version = state.version();
        order = state.order();
        shownVersion = state.shownVersion();
        shownOrder = state.shownOrder();
        deleted = state.deleted();
        lookedUpAt = state.lookedUpAt() == null ? Instant.MIN : state.lookedUpAt();
        knownSince = state.knownSince();
    }

    DirectoryState.Known state(EntityKey entity, boolean remembered) {
        return new DirectoryState.Known(
                entity,
                remembered,
                watches.entrySet().stream()
                        .map(watch -> new DirectoryState.Watch(
                                watch.getKey(),
                                watch.getValue().incarnation(),
                                watch.getValue().ticket(),
                                watch.getValue().sound()))
                        .toList(),
                newest,
                version,
                order,
                shownVersion,
                shownOrder,
                deleted,
                lookedUpAt.equals(Instant.MIN) ? null : lookedUpAt,
                knownSince);
    }

    /** Accepts the change unless it is older than the known state, and returns whether it did. */
    boolean accept(EntityChange change, Instant now) {
        if (isOld(change)) {
            return false;
        }
        deleted = change.deletes();
        version = change.version() == null ? version : change.version();
        order = change.orderedAt() == null ? order : change.orderedAt();
        newest = change;
        lookedUpAt = now;
        return true;
    }

    /** Accepts a delivered version unless the known state is as new, and returns whether it did. */
    boolean restore(DeliveredVersion delivered, Instant now) {
        if (version != null
                && !delivered.isNewerThan(new DeliveredVersion(delivered.entity(), version, deleted, order))) {
            return false;
        }
        version = delivered.version();
        order = delivered.orderedAt();
        deleted = delivered.deletion();
        lookedUpAt = now;
        return true;
    }

    /** As a section's log judges it, beside what others have of the entity. */
    private boolean isOld(EntityChange change) {
        Instant its = change.orderedAt();
        if (its == null) {
            return false;
        }
        return isBefore(change.version(), shownVersion)
                || isBefore(its, shownOrder)
                || isBefore(its, order)
                || (its.equals(order) && deleted && !change.deletes());
    }

    /** Adds a section that is about to get an event of the entity, and may show it from then on. */
    void mayShow(SectionId section, long ticket) {
        watches.merge(
                section,
                new Watch(Whereabouts.NOBODY, ticket, true),
                (known, unused) -> new Watch(known.incarnation(), ticket, known.sound()));
    }

    List<SectionId> sections() {
        return List.copyOf(watches.keySet());
    }

    /** Removes a section that didn't show the entity at this answer, unless it was named or registered later. */
    void unregister(SectionId section, long ticket) {
        watches.computeIfPresent(section, (id, watch) -> watch.ticket() <= ticket ? null : watch);
    }

    /** Returns whether the section has received everything already. */
    boolean isSound(SectionId section) {
        Watch watch = watches.get(section);
        return watch != null && watch.sound();
    }

    void show(SectionId section, long incarnation, long ticket, boolean sound, ShownEntity shown) {
        watches.put(section, new Watch(incarnation, ticket, sound));
        if (shown.order() != null) {
            shownOrder = later(shownOrder, shown.order());
        } else if (shown.version() != null) {
            shownVersion = later(shownVersion, shown.version());
        }
    }

    private static boolean isBefore(@Nullable Instant one, @Nullable Instant other) {
        return one != null && other != null && one.isBefore(other);
    }

    private static Instant later(@Nullable Instant known, Instant other) {
        return known != null && known.isAfter(other) ? known : other;
    }

    /** Removes incarnations of a section. If an event is on its way to the section, the next incarnation may show the entity. */
    void unregisterAll(SectionId section, LongPredicate incarnations, Instant now) {
        boolean onItsWay = lookedUpAt.isAfter(now.minus(ON_ITS_WAY));
        watches.computeIfPresent(
                section,
                (id, watch) -> !incarnations.test(watch.incarnation())
                        ? watch
                        : onItsWay ? new Watch(Whereabouts.NOBODY, watch.ticket(), watch.sound()) : null);
    }

    /** Returns whether there has been an event newer than this version. */
    boolean isNewerThan(ShownEntity shown) {
        Instant its = shown.order() == null ? version : order;
        Instant known = shown.order() == null ? shown.version() : shown.order();
        if (known == null) {
            // A deletion too: an event from before may still be on its way.
            return true;
        }
        return its == null ? newest != null : its.isAfter(known) || (deleted && its.equals(known));
    }

    /** The newest event; null if it isn't kept. */
    @Nullable
    EntityChange newest() {
        return newest;
    }

    /** Keeps only how new it is. */
    void dropFrame() {
        newest = null;
    }

    long size() {
        return newest == null ? 0 : newest.frame().size();
    }

    /** Returns whether the kept event is the newest of all; one from before may be older than the state of another incarnation. */
    boolean isSurelyNewest(Instant bornAt) {
        return newest != null && (order == null || order.isAfter(bornAt));
    }

    /** Since when nothing of it was missed. */
    Instant knownSince() {
        return knownSince;
    }

    Instant lookedUpAt() {
        return lookedUpAt;
    }

    boolean isShown() {
        return !watches.isEmpty();
    }

    /** Removes sections that should have got an event of the entity, long ago, and never registered. */
    void removeUnregistered() {
        watches.values().removeIf(watch -> watch.incarnation() == Whereabouts.NOBODY);
    }
}
