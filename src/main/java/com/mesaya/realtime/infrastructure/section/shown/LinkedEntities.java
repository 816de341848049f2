package com.mesaya.realtime.infrastructure.section.shown;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.ShownEntity;
import com.mesaya.realtime.domain.log.SectionLog;
import com.mesaya.realtime.infrastructure.section.directory.EntityBuckets;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets a section show the objects of its links as long as a link shows them. Not thread-safe. */
final class LinkedEntities {

    private final SectionLog log;
    private final ShownEntities shown;
    private final Registrations registrations;
    private final EntityBuckets buckets;
    private final Duration askTimeout;

    LinkedEntities(
            SectionLog log,
            ShownEntities shown,
            Registrations registrations,
            EntityBuckets buckets,
            Duration askTimeout) {
        this.log = log;
        this.shown = shown;
        this.registrations = registrations;
        this.buckets = buckets;
        this.askTimeout = askTimeout;
    }

    /** Returns the links of a snapshot, with their objects, except those of which the viewer will get a newer event. */
    Map<EntityKey, EntityKey> current(SectionProtocol.Show show) {
        var links = new HashMap<>(show.links());
        links.keySet().removeIf(link -> isOutdated(link, show.versions().get(link)));
        return links;
    }

    private boolean isOutdated(EntityKey link, @Nullable Instant version) {
        SectionEvent newest = log.newestOf(link);
        return newest != null
                && (version == null
                        || newest.isNewerThan(version)
                        || (newest.nature() == EventNature.DELETION && version.equals(newest.version())));
    }

    /** A joining viewer shows these links, and the entities of these versions. */
    void join(Map<EntityKey, EntityKey> links, Map<EntityKey, Instant> versions, Instant now) {
        links.forEach(shown::link);
        // It would take the deletion for one of what it shows; newer than that it wouldn't.
        links.values().stream()
                .filter(object -> shown.isUnlinkedAt(object, versions.get(object)))
                .forEach(object -> shown.removeUnlinked(object).ifPresent(last -> showAgain(last, now)));
    }

    /** Follows an event of a link. */
    void follow(SectionEvent event, Instant now) {
        shown.follow(event).forEach(lost -> {
            registrations.removeUnlinked(lost);
            unlink(lost, event, now);
        });
        EntityKey object = event.shows();
        if (object == null
                || event.nature() != EventNature.STATE
                || !buckets.tracks(object)
                || shown.isShownByAll(object)) {
            return;
        }
        Optional<SectionEvent> delivered = shown.contains(object) ? stateOf(object) : Optional.empty();
        shown.add(new ShownEntity(object, null));
        // Some viewers may have dropped it with a link that others knew not to be the last.
        delivered.ifPresentOrElse(
                last -> showAgain(last, now), () -> registrations.registerLinked(object, now.minus(askTimeout), now));
    }

    /**
     * Removes a link's former object, since a viewer with a newer snapshot neither knows that this link showed it, nor that it
     * is to drop it.
     */
    private void unlink(EntityKey object, SectionEvent link, Instant now) {
        stateOf(object).ifPresent(last -> {
            log.follow(last.deletion(link.origin()), now);
            shown.addUnlinked(last);
            shown.addGuest(object);
        });
    }

    /** Shows an object again that was dropped during a join, because only the joining viewer knew its link. */
    private void showAgain(SectionEvent last, Instant now) {
        log.forget(last.entity());
        log.follow(last, now);
    }

    /**
     * Returns the event by which the section is to follow a change. After a restart the directory may have an older version of a removed
     * entity than this section had.
     */
    SectionEvent eventOf(EntityChange change) {
        SectionEvent event = change.in(registrations.section());
        if (event.nature() != EventNature.STATE || stateOf(event.entity()).isPresent()) {
            return event;
        }
        Optional<SectionEvent> last = shown.removeUnlinked(event.entity());
        last.ifPresent(gone -> log.forget(gone.entity()));
        return last.filter(gone -> change.comesBefore(gone.orderedAt())).orElse(event);
    }

    /** Returns whether the section shows the entity, but its log has no state of it. */
    boolean lacksState(EntityKey entity) {
        return shown.contains(entity) && stateOf(entity).isEmpty();
    }

    private Optional<SectionEvent> stateOf(EntityKey entity) {
        return Optional.ofNullable(log.newestOf(entity)).filter(newest -> newest.nature() == EventNature.STATE);
    }
}
