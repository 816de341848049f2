package com.mesaya.realtime.infrastructure.section.actor;

import com.mesaya.realtime.application.monitor.ResumeMiss;
import com.mesaya.realtime.application.operations.SectionInspection;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.SectionLog;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.mesaya.realtime.infrastructure.section.shown.ShownEntities;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * A section's subscribers, each with its last sign of life and its last reported cursor, and the places that a new connection may
 * take over. Not thread-safe.
 */
final class Subscribers {

    private static final int MAX_DESCRIBED = 100;

    /** The lag is as of the report: the head has moved on since, and the subscriber perhaps too. */
    private record Subscriber(Instant lastHeard, Cursor cursor, long lag) {}

    private final SectionLog log;
    private final ResumablePlaces resumable;
    private final Duration lease;
    private final Map<UUID, Subscriber> all = new HashMap<>();

    Subscribers(SectionLog log, SectionSettings settings) {
        this.log = log;
        this.resumable = new ResumablePlaces(settings.resumeMaxAge(), settings.maxResumable());
        this.lease = settings.lease();
    }

    /** Restores the places of a section that has come from another node. Their connections are presumed to be alive. */
    void restore(SectionState state, Instant now) {
        resumable.restore(state.versions(), state.places()).forEach(inUse -> subscribe(inUse, now));
    }

    /** Returns the state of the section: its places, and the given parts. */
    SectionState state(ShownEntities shown) {
        return resumable.state(log.state(), shown);
    }

    /** Returns whether there are no subscribers. */
    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Returns whether there are no subscribers, and no places that may be taken over. */
    boolean areGone() {
        return all.isEmpty() && resumable.isEmpty();
    }

    void subscribe(UUID id, Instant now) {
        put(id, log.head(), now);
    }

    /** Lets a later connection take over the subscriber's place, with the versions of its snapshot. */
    void keepPlace(UUID id, Map<EntityKey, Instant> versions) {
        resumable.add(id, versions);
    }

    /** Gives a subscriber another one's place, and returns the versions that the place started from; empty if that is impossible. */
    Optional<Map<EntityKey, Instant>> resume(SectionProtocol.Resume resume, Instant now) {
        Cursor cursor = resume.point().cursor();
        Optional<Map<EntityKey, Instant>> versions =
                log.reaches(cursor) ? resumable.find(resume.point().subscriber(), now) : Optional.empty();
        versions.ifPresent(known -> {
            put(resume.subscriber(), cursor, now);
            resumable.add(resume.subscriber(), known);
        });
        return versions;
    }

    /** Returns the reason for which no subscriber could resume at the cursor. */
    ResumeMiss missOf(Cursor cursor) {
        if (cursor.epoch() != log.head().epoch()) {
            return ResumeMiss.SECTION_RESTARTED;
        }
        return log.reaches(cursor) ? ResumeMiss.PLACE_FORGOTTEN : ResumeMiss.OUT_OF_REACH;
    }

    void renew(SectionProtocol.Renew renew, Instant now) {
        renew.subscribers().forEach(id -> {
            Cursor cursor = renew.cursors().get(id);
            Subscriber known = all.get(id);
            if (cursor == null && known != null) {
                all.put(id, new Subscriber(now, known.cursor(), known.lag()));
            } else {
                put(id, cursor == null ? log.head() : cursor, now);
            }
            resumable.keep(id);
        });
    }

    void unsubscribe(SectionProtocol.Unsubscribe unsubscribe, Instant now) {
        all.remove(unsubscribe.subscriber());
        if (unsubscribe.forGood()) {
            resumable.remove(unsubscribe.subscriber());
        } else {
            resumable.giveUp(unsubscribe.subscriber(), now);
        }
    }

    /** Removes subscribers whose leases are over, and places that are too old. */
    void removeOld(Instant now, Consumer<UUID> removed) {
        Instant leaseStart = now.minus(lease);
        all.entrySet().removeIf(subscriber -> {
            boolean isGone = subscriber.getValue().lastHeard().isBefore(leaseStart);
            if (isGone) {
                removed.accept(subscriber.getKey());
                resumable.giveUp(subscriber.getKey(), now);
            }
            return isGone;
        });
        resumable.forgetOld(now);
    }

    /** Lets no connection resume: the section itself is deleted. */
    void dropPlaces() {
        resumable.clear();
    }

    /** Returns the lag of each subscriber at its last report. */
    LongStream lags() {
        return all.values().stream().mapToLong(Subscriber::lag);
    }

    /** Returns the state of the section for operators. */
    SectionInspection.Report report(SectionId section, String node, Instant now) {
        return new SectionInspection.Report(
                section.value(),
                node,
                log.head().sequence(),
                log.horizon(),
                log.windowStart(),
                log.size(),
                log.bytes(),
                log.entities(),
                log.evictions(),
                log.holdsAlive(now).size(),
                resumable.size(),
                all.size(),
                furthest(now));
    }

    /** Returns those that lagged furthest behind. */
    private List<SectionInspection.Viewer> furthest(Instant now) {
        return all.entrySet().stream()
                .map(subscriber -> new SectionInspection.Viewer(
                        subscriber.getKey().toString(),
                        subscriber.getValue().cursor().sequence(),
                        subscriber.getValue().lag(),
                        Duration.between(subscriber.getValue().lastHeard(), now).toMillis()))
                .sorted(Comparator.comparingLong(SectionInspection.Viewer::lag).reversed())
                .limit(MAX_DESCRIBED)
                .toList();
    }

    /** A cursor of another epoch counts as behind all events of this one. */
    private void put(UUID id, Cursor cursor, Instant now) {
        Cursor head = log.head();
        long lag = cursor.epoch() == head.epoch() ? head.sequence() - cursor.sequence() : head.sequence();
        all.put(id, new Subscriber(now, cursor, lag));
    }
}
