package com.mesaya.realtime.domain;

import com.mesaya.realtime.domain.Whereabouts.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a directory knows of one entity. Not thread-safe. */
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

    private final Map<SectionId, Watch> watches = new LinkedHashMap<>();
    private @Nullable EntityChange newest;
    private @Nullable Instant version;
    private @Nullable Instant heard;
    private boolean deleted;
    private Instant lookedUpAt = Instant.MIN;
    private final Instant knownSince;

    KnownEntity(Instant now) {
        this.knownSince = now;
    }

    /** Whether the change is as new as anything known; then it becomes what is known. */
    boolean take(EntityChange change, Instant now) {
        if (isOld(change)) {
            return false;
        }
        deleted = change.deletes();
        version = change.version() == null ? version : change.version();
        newest = change;
        lookedUpAt = now;
        return true;
    }

    /** Whether this version of it, which somebody has been told of, is newer than anything known; then it becomes what is known. */
    boolean hear(Instant told, boolean deletion, Instant now) {
        if (version != null && (told.isBefore(version) || (told.equals(version) && (deleted || !deletion)))) {
            return false;
        }
        version = told;
        deleted = deletion;
        lookedUpAt = now;
        return true;
    }

    /** As a section's log judges it, beside what others have of the entity. */
    private boolean isOld(EntityChange change) {
        Instant its = change.version();
        if (its == null) {
            return false;
        }
        boolean beforeWhatIsHeard = heard != null && its.isBefore(heard);
        boolean beforeWhatIsKnown = version != null && its.isBefore(version);
        return beforeWhatIsHeard || beforeWhatIsKnown || (its.equals(version) && deleted && !change.deletes());
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

    /** What the section said when it was told. */
    void confirm(Place place, long ticket) {
        Watch known = watches.get(place.section());
        if (place.life() != Whereabouts.NOBODY) {
            long since = known == null ? ticket : Math.max(ticket, known.ticket());
            watches.put(place.section(), new Watch(place.life(), since, known == null || known.sound()));
        } else if (known != null && known.ticket() <= ticket) {
            watches.remove(place.section());
        }
    }

    /** Whether the section is told of everything already. */
    boolean isSound(SectionId section) {
        Watch watch = watches.get(section);
        return watch != null && watch.sound();
    }

    void show(SectionId section, long life, long ticket, boolean sound, @Nullable Instant shownVersion) {
        watches.put(section, new Watch(life, ticket, sound));
        if (shownVersion != null && (heard == null || shownVersion.isAfter(heard))) {
            heard = shownVersion;
        }
    }

    /** A life of the section is over, and with it what it showed; what it may be told of just now stays. */
    void forget(SectionId section, long life, Instant now) {
        boolean onItsWay = lookedUpAt.isAfter(now.minus(ON_ITS_WAY));
        watches.computeIfPresent(
                section,
                (id, watch) -> watch.life() != life
                        ? watch
                        : onItsWay ? new Watch(Whereabouts.NOBODY, watch.ticket(), watch.sound()) : null);
    }

    /** Whether there has been something that whoever has this version hasn't got. */
    boolean isNewerThan(@Nullable Instant shown) {
        if (shown == null) {
            // A deletion too: an event from before may still be on its way.
            return true;
        }
        return version == null ? newest != null : version.isAfter(shown) || (deleted && version.equals(shown));
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

    /** Whether what is kept is the newest event there has been; one from before might be older than what another life knew. */
    boolean isSurelyNewest(Instant bornAt) {
        return newest != null && (version == null || version.isAfter(bornAt));
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
