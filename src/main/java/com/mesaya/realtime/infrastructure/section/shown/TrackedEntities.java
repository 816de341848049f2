package com.mesaya.realtime.infrastructure.section.shown;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.ShownEntity;
import com.mesaya.realtime.domain.entity.Whereabouts;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.SectionLog;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.directory.EntityBuckets;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the directory of entities up to date with what a section's viewers show, and the section's log with what the directory
 * knows of it. Not thread-safe.
 */
public final class TrackedEntities {

    private final SectionLog log;
    private final ShownEntities shown;
    private final Registrations registrations;
    private final EntityBuckets buckets;
    private final SectionSettings settings;
    private final BooleanSupplier isUnwatched;
    private final LinkedEntities linked;
    private final ExpectedEvents expected;
    private final EarlyEvents early;

    public TrackedEntities(
            SectionId section,
            ActorRef<SectionProtocol.Command> self,
            SectionLog log,
            ShownEntities shown,
            EntityBuckets buckets,
            SectionSettings settings,
            BooleanSupplier isUnwatched) {
        this.log = log;
        this.shown = shown;
        this.registrations = new Registrations(section, log.head().epoch(), buckets, self);
        this.buckets = buckets;
        this.settings = settings;
        this.isUnwatched = isUnwatched;
        this.linked = new LinkedEntities(log, shown, registrations, buckets, settings.askTimeout());
        this.expected = new ExpectedEvents(settings.pollTimeout());
        this.early = new EarlyEvents(shown, registrations);
    }

    /** Returns whether events of the entity concern the section, whichever section they name. */
    public boolean shows(EntityKey entity) {
        return shown.contains(entity);
    }

    /** Returns the rules for events that come before the directory has answered. */
    public EarlyEvents early() {
        return early;
    }

    public ShownEntities shown() {
        return shown;
    }

    /** The section has no viewers: it shows nothing, and its log forgets entities that it showed only because of links. */
    public void removeAll() {
        shown.clear().forEach(log::forget);
        early.clear();
        registrations.removeAll();
    }

    /** Unregisters this incarnation of the section. */
    public void unregisterAll() {
        registrations.unregisterAll();
    }

    /** A viewer begins to join. */
    public void beginJoin(UUID joiner) {
        registrations.beginJoin(joiner);
    }

    /** A viewer is gone, or no longer joins. */
    public void endJoin(UUID joiner) {
        registrations.endJoin(joiner);
    }

    public boolean waitsForAnswers() {
        return registrations.isOpen();
    }

    public void resend(Instant now) {
        registrations.resend(now);
    }

    /** Registers all entities that are shown. */
    public void registerAll(Instant now) {
        registrations.registerAll(known(), now);
    }

    public void registerAll(SectionProtocol.RegisterAll message, Instant now) {
        registrations.registerBucket(message.bucket(), message.incarnation(), known(), now);
    }

    /** Handles the log's decision on an event. */
    public void appended(SectionProtocol.Incoming incoming, AppendOutcome outcome, Instant now) {
        SectionEvent event = incoming.event();
        if (event.change().home() == null) {
            shown.addGuest(event.entity());
            if (event.nature() == EventNature.DELETION) {
                shown.removeUnlinked(event.entity());
            }
        } else {
            shown.removeGuest(event.entity());
        }
        if (outcome.isNews()) {
            update(event, incoming.directory(), now);
        }
    }

    /** Registers the snapshot that a viewer is about to show, and answers once the directory knows its entities. */
    public void show(SectionProtocol.Show show, Consumer<SectionProtocol.Shown> answer, Instant now) {
        UUID joiner = show.subscriber();
        if (!registrations.isJoining(joiner)) {
            // The viewer began to join another incarnation of the section, or is gone.
            answer.accept(new SectionProtocol.Shown(false, 0));
            return;
        }
        long alreadyInLog = log.head().sequence();
        log.show(show.versions());
        Map<EntityKey, EntityKey> links = linked.current(show);
        // What a link in it shows counts, even if the main API left it out.
        Set<EntityKey> named = Set.copyOf(show.links().values());
        Set<EntityKey> objects = Set.copyOf(links.values());
        List<ShownEntity> entities = Stream.concat(show.versions().keySet().stream(), objects.stream())
                .distinct()
                .filter(buckets::tracks)
                .filter(entity -> named.contains(entity)
                        ? objects.contains(entity)
                        : !registrations.mayBeOutdated(joiner, entity))
                .map(entity -> new ShownEntity(entity, show.versions().get(entity)))
                .toList();
        shown.join(entities);
        linked.join(links, show.versions(), now);
        // The snapshot was requested no later than that, even if this message was on its way for as long as possible.
        Instant since = now.minus(show.age()).minus(settings.askTimeout());
        registrations.join(
                joiner,
                entities,
                since,
                complete -> answer.accept(new SectionProtocol.Shown(complete, alreadyInLog)),
                now);
    }

    /** The answer of a bucket of the directory to a registration. */
    public void registered(SectionProtocol.Registered answer, Instant now) {
        registrations.answered(answer).ifPresent(request -> registered(request, answer, now));
    }

    private void registered(RegistrationRequest request, SectionProtocol.Registered answer, Instant now) {
        for (EntityChange change : answer.registration().newer()) {
            if (shown.contains(change.entity())) {
                follow(change, answer.incarnation(), now);
            }
        }
        boolean complete = registrations.isComplete(request, answer);
        UUID joiner = request.joiner();
        if (joiner != null) {
            registrations.conclude(joiner, answer.request(), complete);
        } else if (!complete && request.wasKnown()) {
            beginNewEpoch();
        } else {
            Stream<EntityKey> missing = complete
                    ? answer.registration().unknown().stream()
                    : request.entities().stream().map(ShownEntity::entity);
            missing.filter(linked::lacksState).forEach(entity -> expected.add(entity, now));
        }
    }

    /** Returns the time by which the next linked object's event should come; null if none is still to come. */
    public @Nullable Instant nextDeadline() {
        return expected.nextDeadline();
    }

    /** Begins a new epoch if a linked object's event hasn't come in time: it may have been missed. */
    public void checkDeadlines(Instant now) {
        if (expected.removeOverdue(shown::contains, now)) {
            beginNewEpoch();
        }
    }

    /** Updates the shown entities after an event was appended to the log. */
    private void update(SectionEvent event, long directory, Instant now) {
        if (isUnwatched.getAsBoolean() || directory == Whereabouts.NOBODY) {
            return;
        }
        if (event.nature() == EventNature.STATE) {
            shown.add(ShownEntity.of(event));
            shown.removeUnlinked(event.entity());
            if (directory != Whereabouts.UNANSWERED) {
                registrations.registerIfNew(event, directory, now);
            }
            expected.remove(event.entity());
        } else if (event.nature() == EventNature.DELETION) {
            shown.remove(event.entity());
            registrations.remove(event.entity());
        }
        boolean isLink = event.shows() != null || shown.isLink(event.entity());
        if (isLink && !event.nature().isEphemeral()) {
            linked.follow(event, now);
        }
    }

    /** Returns the shown entities, with the versions that all viewers have or will get. */
    private Collection<ShownEntity> known() {
        return shown.all().stream()
                .map(entity -> Objects.requireNonNullElse(log.toldOf(entity.entity()), entity))
                .toList();
    }

    private void follow(EntityChange change, long directory, Instant now) {
        SectionEvent event = linked.eventOf(change);
        if (log.follow(event, now).isNews()) {
            if (change.home() == null) {
                shown.addGuest(event.entity());
            }
            update(event, directory, now);
        }
    }

    /** Viewers may have missed an event that is lost: they take a new snapshot. */
    private void beginNewEpoch() {
        log.beginNewEpoch(ThreadLocalRandom.current().nextLong());
    }
}
