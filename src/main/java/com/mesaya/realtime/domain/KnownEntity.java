package com.mesaya.realtime.domain;

import com.mesaya.realtime.domain.Whereabouts.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** The directory's state of one entity. Not thread-safe. */
final class KnownEntity {

    /** For how long after a look-up the section it named may not have got its event yet. */
    private static final Duration ON_ITS_WAY = Duration.ofMinutes(1);

    /**
     * A section that shows the entity, or is just told of it.
     *
     * @param ticket the answer before which nothing is known of it
     * @param sound whether it got or will get all that happened since it showed the entity
     */
    private record Watch(long life, long ticket, boolean sound) {}

    /** One section shows nearly every entity. */
    private final Map<SectionId, Watch> watches = new LinkedHashMap<>(2);

    private @Nullable EntityChange newest;
    /** The newest event's, and where it stands among the entity's events. */
    private @Nullable Instant version;

    private @Nullable Instant order;
    /** The newest that snapshots hold, and where the newest event stands that a section told of. */
    private @Nullable Instant heard;

    private @Nullable Instant heardOrder;
    private boolean deleted;
    private Instant lookedUpAt = Instant.MIN;
    private final Instant knownSince;

    KnownEntity(Instant now) {
        this.knownSince = now;
    }

    /** Knowledge that continues from this state. */
    KnownEntity(DirectoryState.Known state) {
        state.watches()
                .forEach(watch -> watches.put(watch.section(), new Watch(watch.life(), watch.ticket(), watch.sound())));
        newest = state.newest();
        version = state.version();
        order = state.order();
        heard = state.heard();
        heardOrder = state.heardOrder();
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
                                watch.getValue().life(),
                                watch.getValue().ticket(),
                                watch.getValue().sound()))
                        .toList(),
                newest,
                version,
                order,
                heard,
                heardOrder,
                deleted,
                lookedUpAt.equals(Instant.MIN) ? null : lookedUpAt,
                knownSince);
    }

    /** Accepts the change unless it is older than the known state, and returns whether it did. */
    boolean take(EntityChange change, Instant now) {
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
    boolean hear(ToldVersion told, Instant now) {
        if (version != null && !told.isNewerThan(new ToldVersion(told.entity(), version, deleted, order))) {
            return false;
        }
        version = told.version();
        order = told.orderedAt();
        deleted = told.deletion();
        lookedUpAt = now;
        return true;
    }

    /** As a section's log judges it, beside what others have of the entity. */
    private boolean isOld(EntityChange change) {
        Instant its = change.orderedAt();
        if (its == null) {
            return false;
        }
        return isBefore(change.version(), heard)
                || isBefore(its, heardOrder)
                || isBefore(its, order)
                || (its.equals(order) && deleted && !change.deletes());
    }

    /** The section is told of the entity, and may show it from then on. */
    void mayShow(SectionId section, long ticket) {
        watches.merge(
                section,
                new Watch(Whereabouts.NOBODY, ticket, true),
                (known, unused) -> new Watch(known.life(), ticket, known.sound()));
    }

    List<Place> places() {
        return watches.entrySet().stream()
                .map(watch -> new Place(watch.getKey(), watch.getValue().life()))
                .toList();
    }

    /** Records a section's answer to an event. */
    void confirm(Place place, long ticket) {
        Watch known = watches.get(place.section());
        if (place.life() != Whereabouts.NOBODY) {
            long since = known == null ? ticket : Math.max(ticket, known.ticket());
            watches.put(place.section(), new Watch(place.life(), since, known == null || known.sound()));
        } else if (known != null && known.ticket() <= ticket) {
            watches.remove(place.section());
        }
    }

    /** Returns whether the section has received everything already. */
    boolean isSound(SectionId section) {
        Watch watch = watches.get(section);
        return watch != null && watch.sound();
    }

    void show(SectionId section, long life, long ticket, boolean sound, ShownEntity shown) {
        watches.put(section, new Watch(life, ticket, sound));
        if (shown.order() != null) {
            heardOrder = later(heardOrder, shown.order());
        } else if (shown.version() != null) {
            heard = later(heard, shown.version());
        }
    }

    private static boolean isBefore(@Nullable Instant one, @Nullable Instant other) {
        return one != null && other != null && one.isBefore(other);
    }

    private static Instant later(@Nullable Instant known, Instant other) {
        return known != null && known.isAfter(other) ? known : other;
    }

    /** A life of the section is over, and with it what it showed; what it may be told of just now stays. */
    void forget(SectionId section, LongPredicate lives, Instant now) {
        boolean onItsWay = lookedUpAt.isAfter(now.minus(ON_ITS_WAY));
        watches.computeIfPresent(
                section,
                (id, watch) -> !lives.test(watch.life())
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

    /** Those who might have been told of it, long ago, and never said so. */
    void forgetMaybes() {
        watches.values().removeIf(watch -> watch.life() == Whereabouts.NOBODY);
    }
}
