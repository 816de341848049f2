package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.application.ResumeMiss;
import com.mesaya.realtime.application.SectionInspection;
import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.OverflowPolicy;
import com.mesaya.realtime.domain.Registration;
import com.mesaya.realtime.domain.ResumePoint;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.SectionLog;
import com.mesaya.realtime.domain.Whereabouts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/**
 * Owns a section's log and its subscribers' places in it. There is at most one per section in the cluster.
 *
 * <p>When it fails and restarts, log and places are gone. The new life has a new epoch, so nobody mistakes its log for
 * the old one: who was waiting is told {@link Fetched.OutOfReach} at once, the others when they fetch next. When its shard moves
 * to another node in an orderly way, log and places go along ({@link Leaving}, {@link Arriving}).
 */
public final class SectionActor extends AbstractBehavior<SectionActor.Command> {

    /** The key under which sections are sharded; an entity's id is the section's. */
    public static final EntityTypeKey<Command> TYPE_KEY = EntityTypeKey.create(Command.class, "section");

    private static final int TICKS_PER_LINGER = 4;
    private static final int MAX_DESCRIBED = 100;
    private static final int TRIES_PER_TIMEOUT = 4;

    /** Messages to a section. */
    public sealed interface Command extends SectionMessage {}

    /**
     * Append these events to the log, in order.
     *
     * @param number identifies the message in its answer
     */
    public record Append(long number, List<Incoming> events, ActorRef<Appended> replyTo) implements Command, Refusable {
        /** Copies the list. */
        public Append {
            events = List.copyOf(events);
        }

        @Override
        public void refuse() {
            SectionId section = events.get(0).event().section();
            replyTo.tell(new Appended(section, number, List.of()));
        }
    }

    /**
     * An event for the log.
     *
     * @param ifShown append it only if the section shows the entity, since the event names no section
     * @param directory the life of the directory that named the section; {@link Whereabouts#NOBODY} if none did
     */
    public record Incoming(SectionEvent event, boolean ifShown, long directory) {
        /** An event that concerns the section in any case. */
        public Incoming(SectionEvent event) {
            this(event, false, Whereabouts.NOBODY);
        }
    }

    /**
     * The answer to {@link Append}.
     *
     * @param results of the first events; the others are to be sent again. Empty if the message can't be sent
     */
    public record Appended(SectionId section, long number, List<Result> results) implements SectionMessage {
        /** Copies the list. */
        public Appended {
            results = List.copyOf(results);
        }
    }

    /**
     * The log's decision on an event.
     *
     * @param outcome empty if the log failed over the event and is gone, or if the event can't be sent to its section
     * @param life the life in which the section's viewers show the entity; {@link Whereabouts#NOBODY} if they don't
     */
    public record Result(Optional<AppendOutcome> outcome, long life) {
        /** No viewer shows the entity. */
        Result(Optional<AppendOutcome> outcome) {
            this(outcome, Whereabouts.NOBODY);
        }
    }

    /** Give this subscriber a place at the end of the log. */
    public record Subscribe(UUID subscriber, ActorRef<Subscribed> replyTo) implements Command {}

    /** The place from which nothing will be missed, and the holds alive there. */
    public record Subscribed(Cursor start, List<LogEntry> holds) implements SectionMessage {

        /** A limit that leaves room for one of the largest events in a message between nodes. */
        private static final int MAX_HOLDS_BYTES = 1024 * 1024;

        /** Copies the list. */
        public Subscribed {
            holds = List.copyOf(holds);
        }

        /** With the newest of the holds, at least one: absurdly many or large ones don't fit into a message between nodes. */
        static Subscribed at(Cursor start, List<LogEntry> holds) {
            long bytes = 0;
            int oldest = holds.size();
            while (oldest > 0 && bytes <= MAX_HOLDS_BYTES) {
                oldest--;
                bytes += holds.get(oldest).event().frame().size();
            }
            return new Subscribed(start, holds.subList(oldest, holds.size()));
        }
    }

    /**
     * This subscriber is about to show its snapshot.
     *
     * @param versions how new each entity is in it
     * @param links what each link in it lets the section show
     * @param age how long ago it was asked for at most
     * @param resumable whether another subscriber may take this one's place over, with the versions, once the answer is complete
     */
    public record Show(
            UUID subscriber,
            Map<EntityKey, Instant> versions,
            Map<EntityKey, EntityKey> links,
            Duration age,
            boolean resumable,
            ActorRef<Shown> replyTo)
            implements Command, Refusable {
        /** Copies the maps. */
        public Show {
            versions = Map.copyOf(versions);
            links = Map.copyOf(links);
        }

        @Override
        public void refuse() {
            replyTo.tell(new Shown(false, 0));
        }
    }

    /**
     * The answer to {@link Show}.
     *
     * @param complete whether the subscriber will get all that happens to what it shows, and what has happened already
     * @param barrierEnd events up to this sequence may be older than the snapshot; the log refuses later ones that are
     */
    public record Shown(boolean complete, long barrierEnd) implements SectionMessage {}

    /** This bucket of the directory knows nothing yet. */
    public record Feed(int bucket, long life) implements Command {}

    /** The answer of a bucket of the directory to a registration. */
    public record Registered(long request, long life, Registration registration) implements Command {}

    /**
     * Events may have been missed, which nobody has: let everybody who watches take a new snapshot.
     *
     * @param renumbered a topic whose offsets stand for other records from now on; null if there is none
     * @param ifMoved only if the log came from another node, where it may have been on its way when the others were told
     */
    public record BeginAnew(@Nullable String renumbered, boolean ifMoved) implements Command {}

    /** Give this subscriber the place that another one had. */
    public record Resume(UUID subscriber, ResumePoint point, ActorRef<Resumed> replyTo) implements Command {}

    /**
     * The result of taking over a former connection's subscription.
     *
     * @param versions if so, the versions of the snapshot it started from
     * @param barrierEnd events up to this sequence may be older than that snapshot; the log refuses later ones that are
     */
    public record Resumed(Optional<Map<EntityKey, Instant>> versions, long barrierEnd) implements SectionMessage {}

    /**
     * Tell what is after this cursor, as soon as there is something.
     *
     * @param catchesUp whether the reader still reads what came before it first fetched, which is no lag
     */
    public record Fetch(Cursor cursor, boolean catchesUp, ActorRef<Fetched> replyTo) implements Command {}

    /**
     * These subscribers are still there. Who isn't named for a while is taken for gone.
     *
     * @param cursors where they are, of those that have fetched
     */
    public record Renew(Set<UUID> subscribers, Map<UUID, Cursor> cursors) implements Command {
        /** Copies the collections; who doesn't know of cursors sends none. */
        public Renew {
            subscribers = Set.copyOf(subscribers);
            cursors = cursors == null ? Map.of() : Map.copyOf(cursors);
        }
    }

    /**
     * This subscriber is gone.
     *
     * @param forGood whether no other subscriber may take its place over, since its client never got a cursor
     */
    public record Unsubscribe(UUID subscriber, boolean forGood) implements Command {}

    /** Tell what there is, for an operator. */
    public record Describe(ActorRef<Described> replyTo) implements Command {}

    /** The section's state for operators. */
    public record Described(SectionInspection.Report report) implements SectionMessage {}

    /** Stop; the shard asks for it in the end. */
    public enum Stop implements Command {
        INSTANCE
    }

    /** A message of a section to itself. */
    non-sealed interface Internal extends Command, OwnMessage {}

    private enum Tick implements Internal {
        INSTANCE
    }

    private enum AskAgain implements Internal {
        INSTANCE
    }

    /** The event of a linked object should have come by now. */
    private enum Owed implements Internal {
        INSTANCE
    }

    /** There are too many sections that nobody watches. */
    enum Crowded implements Internal {
        INSTANCE
    }

    private record Waiting(ActorRef<Fetched> replyTo, Instant since) {}

    private final SectionId id;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final SectionSettings settings;
    private final Moving<Command> moving;
    private final UnwatchedSections unwatched;
    private final SectionCensus.Entry census;
    private final InstantSource clock;
    private final SectionLog log;
    private final Subscribers subscribers = new Subscribers();
    /** All stand at the head of the log. */
    private final List<Waiting> waiting = new ArrayList<>();

    private final ResumablePlaces resumable;
    private final TrackedEntities tracked;
    private final TimerScheduler<Command> timers;
    private final boolean hasMoved;
    /** Right after it has moved here, it hasn't heard yet of those viewers whose places can't be taken over. */
    private @Nullable Instant presumedWatchedUntil;

    private Instant lastUsed;
    private boolean passivating;

    /** A section that never moves. */
    public static Behavior<Command> create(
            SectionId id,
            ActorRef<ClusterSharding.ShardCommand> shard,
            SectionSettings settings,
            SectionCensus census,
            InstantSource clock) {
        return create(
                id,
                shard,
                settings,
                Handover.NONE,
                EntityBuckets.NONE,
                new UnwatchedSections(settings.maxUnwatched()),
                census,
                clock);
    }

    /** A section that lives in the given shard, and goes on where it was if it comes from another node. */
    static Behavior<Command> create(
            SectionId id,
            ActorRef<ClusterSharding.ShardCommand> shard,
            SectionSettings settings,
            Handover handover,
            EntityBuckets buckets,
            UnwatchedSections unwatched,
            SectionCensus census,
            InstantSource clock) {
        var moving =
                new Moving<Command>(TYPE_KEY, id.value(), handover, settings.handover(), Stop.INSTANCE, step -> step);
        Behavior<Command> section = Arriving.create(
                moving,
                SectionState.class,
                state -> Behaviors.setup(context -> Behaviors.withTimers(timers -> new SectionActor(
                        context, timers, id, shard, settings, moving, buckets, unwatched, census, clock, state))));
        return Behaviors.supervise(section).onFailure(SupervisorStrategy.restart());
    }

    private SectionActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            SectionId id,
            ActorRef<ClusterSharding.ShardCommand> shard,
            SectionSettings settings,
            Moving<Command> moving,
            EntityBuckets buckets,
            UnwatchedSections unwatched,
            SectionCensus census,
            InstantSource clock,
            Optional<SectionState> state) {
        super(context);
        this.id = id;
        this.shard = shard;
        this.settings = settings;
        this.moving = moving;
        this.unwatched = unwatched;
        this.census = census.begin(state.isPresent());
        this.clock = clock;
        this.lastUsed = clock.instant();
        this.resumable = new ResumablePlaces(settings.resumeMaxAge(), settings.maxResumable());
        this.log = state.map(SectionState::log)
                .map(known -> new SectionLog(known, settings.log()))
                .orElseGet(() -> new SectionLog(ThreadLocalRandom.current().nextLong(), settings.log()));
        state.ifPresent(known -> resumable
                .restore(known.versions(), known.places())
                .forEach(inUse -> subscribers.hear(inUse, log.head(), log.head(), lastUsed)));
        this.census.note(log);
        this.presumedWatchedUntil = state.isPresent() ? lastUsed.plus(settings.lease()) : null;
        this.timers = timers;
        this.hasMoved = state.isPresent();
        this.tracked = new TrackedEntities(
                log,
                state.map(SectionState::shown).orElseGet(ShownEntities::new),
                new Registrations(id, log.head().epoch(), buckets, context.getSelf()),
                buckets,
                settings,
                this::isUnwatched);
        buckets.awake(id, context.getSelf());
        tracked.feedAll(lastUsed);
        setTimers();
        Duration interval = settings.linger().dividedBy(TICKS_PER_LINGER);
        timers.startTimerWithFixedDelay(Tick.INSTANCE, interval);
        moving.begin(timers);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Append.class, this::onAppend)
                .onMessage(Subscribe.class, this::onSubscribe)
                .onMessage(Show.class, this::onShow)
                .onMessage(Feed.class, this::onFeed)
                .onMessage(Registered.class, this::onRegistered)
                .onMessageEquals(AskAgain.INSTANCE, this::onAskAgain)
                .onMessageEquals(Owed.INSTANCE, this::onOwed)
                .onMessage(BeginAnew.class, this::onBeginAnew)
                .onMessage(Resume.class, this::onResume)
                .onMessage(Fetch.class, this::onFetch)
                .onMessage(Renew.class, this::onRenew)
                .onMessage(Unsubscribe.class, this::onUnsubscribe)
                .onMessage(Describe.class, this::onDescribe)
                .onMessageEquals(Tick.INSTANCE, this::onTick)
                .onMessage(HandoverStep.GoesOn.class, goesOn -> onGoesOn())
                .onMessageEquals(Crowded.INSTANCE, this::onCrowded)
                .onMessageEquals(Stop.INSTANCE, this::onStop)
                .onMessage(Internal.class, late -> this)
                .onSignal(PreRestart.class, signal -> onFailure())
                .onSignal(PostStop.class, signal -> onEnd())
                .build();
    }

    private Behavior<Command> onAppend(Append append) {
        noteIfUnwatched();
        if (isUnwatched()) {
            tracked.forgetAll();
        }
        return telling(() -> {
            var results = new ArrayList<Result>(append.events().size());
            try {
                lastUsed = clock.instant();
                append.events().forEach(incoming -> results.add(append(incoming)));
            } catch (RuntimeException | StackOverflowError failure) {
                // Without an answer the event would be sent again, and cost each next life its log.
                Incoming poison = append.events().get(results.size());
                results.add(new Result(Optional.empty()));
                append.replyTo().tell(new Appended(id, append.number(), results));
                // An error would end the whole process rather than this log.
                throw new IllegalStateException(
                        "the log failed over " + poison.event().origin(), failure);
            }
            append.replyTo().tell(new Appended(id, append.number(), results));
        });
    }

    private Result append(Incoming incoming) {
        SectionEvent event = incoming.event();
        boolean isUnknown = incoming.ifShown() && !tracked.shows(event.entity());
        if (isUnknown && event.nature() != EventNature.DELETION) {
            return new Result(Optional.of(AppendOutcome.UNWATCHED));
        }
        // The log keeps a deletion in any case: an older event that names the section may come after it.
        AppendOutcome outcome = log.append(event, lastUsed);
        census.note(log);
        if (event.endsSection() && outcome.isNews()) {
            resumable.clear();
        }
        if (!isUnknown) {
            tracked.take(incoming, outcome, lastUsed);
        }
        return new Result(Optional.of(outcome), tracked.shows(event.entity()) ? tracked.life() : Whereabouts.NOBODY);
    }

    /** Makes a change, and delivers its new entries to the waiting subscribers. */
    private Behavior<Command> telling(Runnable change) {
        Cursor before = log.head();
        change.run();
        if (!waiting.isEmpty() && !log.head().equals(before)) {
            answerWaiting(catchUp(before));
        }
        setTimers();
        return this;
    }

    private Behavior<Command> onShow(Show show) {
        lastUsed = clock.instant();
        return telling(() -> tracked.show(show, shown -> answer(show, shown), lastUsed));
    }

    private void answer(Show show, Shown shown) {
        if (show.resumable() && shown.complete()) {
            resumable.add(show.subscriber(), show.versions());
        }
        show.replyTo().tell(shown);
    }

    private Behavior<Command> onFeed(Feed feed) {
        return telling(() -> tracked.feed(feed, clock.instant()));
    }

    private Behavior<Command> onRegistered(Registered answer) {
        return telling(() -> tracked.take(answer, clock.instant()));
    }

    private Behavior<Command> onAskAgain() {
        tracked.askAgain(clock.instant());
        setTimers();
        return this;
    }

    private Behavior<Command> onOwed() {
        return telling(() -> tracked.checkDeadlines(clock.instant()));
    }

    /** Sets the timers for answers of the directory and for events of linked objects that are still to come. */
    private void setTimers() {
        if (tracked.waitsForAnswers() && !timers.isTimerActive(AskAgain.INSTANCE)) {
            timers.startSingleTimer(AskAgain.INSTANCE, settings.askTimeout().dividedBy(TRIES_PER_TIMEOUT));
        }
        Instant deadline = timers.isTimerActive(Owed.INSTANCE) ? null : tracked.nextDeadline();
        if (deadline != null) {
            // The timer's clock and the wall clock may differ a little.
            Duration left = Duration.between(clock.instant(), deadline).plusMillis(1);
            timers.startSingleTimer(Owed.INSTANCE, left.isNegative() ? Duration.ofMillis(1) : left);
        }
    }

    private Behavior<Command> onSubscribe(Subscribe subscribe) {
        unwatched.forget(id);
        lastUsed = clock.instant();
        subscribers.hear(subscribe.subscriber(), log.head(), log.head(), lastUsed);
        tracked.begin(subscribe.subscriber());
        subscribe.replyTo().tell(Subscribed.at(log.head(), log.holdsAlive(lastUsed)));
        return this;
    }

    private Behavior<Command> onBeginAnew(BeginAnew missed) {
        if (missed.ifMoved() && !hasMoved) {
            return this;
        }
        return telling(() -> {
            if (missed.renumbered() != null) {
                log.forgetOffsets(missed.renumbered());
            }
            log.beginNewEpoch(ThreadLocalRandom.current().nextLong());
        });
    }

    private Behavior<Command> onResume(Resume resume) {
        lastUsed = clock.instant();
        Cursor cursor = resume.point().cursor();
        Optional<Map<EntityKey, Instant>> versions =
                log.reaches(cursor) ? resumable.find(resume.point().subscriber(), lastUsed) : Optional.empty();
        versions.ifPresentOrElse(
                known -> {
                    unwatched.forget(id);
                    subscribers.hear(resume.subscriber(), cursor, log.head(), lastUsed);
                    resumable.add(resume.subscriber(), known);
                },
                () -> census.resumeMissed(missOf(cursor)));
        resume.replyTo().tell(new Resumed(versions, log.head().sequence()));
        return this;
    }

    private Behavior<Command> onFetch(Fetch fetch) {
        lastUsed = clock.instant();
        // A reader that asks again has given up its last request.
        waiting.removeIf(reader -> reader.replyTo().equals(fetch.replyTo()));
        if (fetch.cursor().equals(log.head())) {
            waiting.add(new Waiting(fetch.replyTo(), lastUsed));
        } else {
            fetch.replyTo().tell(fetch.catchesUp() ? catchUp(fetch.cursor()) : read(fetch.cursor()));
        }
        return this;
    }

    private Behavior<Command> onRenew(Renew renew) {
        lastUsed = clock.instant();
        renew.subscribers().forEach(subscriber -> {
            Cursor cursor = renew.cursors().get(subscriber);
            if (cursor == null) {
                subscribers.hear(subscriber, log.head(), lastUsed);
            } else {
                subscribers.hear(subscriber, cursor, log.head(), lastUsed);
            }
            resumable.keep(subscriber);
        });
        noteFigures();
        return this;
    }

    private ResumeMiss missOf(Cursor cursor) {
        if (cursor.epoch() != log.head().epoch()) {
            return ResumeMiss.SECTION_RESTARTED;
        }
        return log.reaches(cursor) ? ResumeMiss.PLACE_FORGOTTEN : ResumeMiss.OUT_OF_REACH;
    }

    private void noteFigures() {
        census.note(log);
        census.note(subscribers.lags());
    }

    private Behavior<Command> onDescribe(Describe describe) {
        Instant now = clock.instant();
        describe.replyTo()
                .tell(new Described(new SectionInspection.Report(
                        id.value(),
                        node(),
                        log.head().sequence(),
                        log.horizon(),
                        log.windowStart(),
                        log.size(),
                        log.bytes(),
                        log.entities(),
                        log.evictions(),
                        log.holdsAlive(now).size(),
                        resumable.size(),
                        subscribers.size(),
                        subscribers.furthest(MAX_DESCRIBED, now))));
        if (isUnwatched() && isBlank()) {
            passivate();
        }
        return this;
    }

    private Behavior<Command> onUnsubscribe(Unsubscribe unsubscribe) {
        lastUsed = clock.instant();
        subscribers.remove(unsubscribe.subscriber());
        tracked.end(unsubscribe.subscriber());
        if (unsubscribe.forGood()) {
            resumable.remove(unsubscribe.subscriber());
        } else {
            resumable.giveUp(unsubscribe.subscriber(), lastUsed);
        }
        if (subscribers.isEmpty()) {
            noteFigures();
        }
        noteIfUnwatched();
        if (isUnwatched() && isBlank()) {
            // Whoever asks for sections that don't exist leaves nothing behind.
            passivate();
        }
        return this;
    }

    private String node() {
        Address address = getContext().getSystem().address();
        return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
    }

    private Behavior<Command> onTick() {
        Instant now = clock.instant();
        Instant leaseStart = now.minus(settings.lease());
        subscribers.loseThoseUnheardSince(leaseStart, lost -> {
            tracked.end(lost);
            resumable.giveUp(lost, now);
        });
        noteFigures();
        resumable.forgetOld(now);
        if (presumedWatchedUntil != null && presumedWatchedUntil.isBefore(now)) {
            presumedWatchedUntil = null;
        }
        // Who asked so long ago has given up and asked again.
        waiting.removeIf(reader -> reader.since().isBefore(leaseStart));
        boolean isNeeded = !isUnwatched() || !log.holdsAlive(now).isEmpty();
        if (!isNeeded && (isBlank() || lastUsed.plus(settings.linger()).isBefore(now))) {
            passivate();
        }
        return this;
    }

    private Behavior<Command> onGoesOn() {
        moving.dropOlderStates();
        return this;
    }

    private Behavior<Command> onCrowded() {
        if (isUnwatched()) {
            passivate();
        }
        return this;
    }

    private void noteIfUnwatched() {
        if (isUnwatched()) {
            unwatched.note(id, getContext().getSelf());
        }
    }

    private boolean isUnwatched() {
        return subscribers.isEmpty() && resumable.isEmpty() && waiting.isEmpty() && presumedWatchedUntil == null;
    }

    /** It knows nothing that anybody would miss: nothing has happened here. */
    private boolean isBlank() {
        return log.head().sequence() == 0;
    }

    private void passivate() {
        passivating = true;
        shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
    }

    private Behavior<Command> onEnd() {
        census.end();
        return this;
    }

    private Behavior<Command> onFailure() {
        census.end();
        tracked.forgetAtDirectory();
        answerWaiting(Fetched.OutOfReach.INSTANCE);
        return this;
    }

    /** Stops the section. Waiting subscribers repeat their requests at its new node. */
    private Behavior<Command> onStop() {
        unwatched.forget(id);
        boolean isMissedByNobody = passivating || (isUnwatched() && isBlank());
        answerWaiting(Fetched.Batch.nothing(log.head()));
        if (passivating) {
            // At the end of a node nobody would be there to hear of it.
            tracked.forgetAtDirectory();
        }
        if (isMissedByNobody) {
            return Behaviors.stopped();
        }
        Optional<Behavior<Command>> leaving = moving.leave(this::state);
        census.leaves(leaving.isPresent());
        census.end();
        return leaving.orElseGet(Behaviors::stopped);
    }

    private SectionState state() {
        return resumable.state(log.state(), tracked.shown());
    }

    private void answerWaiting(Fetched answer) {
        waiting.forEach(reader -> reader.replyTo().tell(answer));
        waiting.clear();
    }

    /** Returns the missed entries: all within the window, and the newest of each entity before it. */
    private Fetched catchUp(Cursor cursor) {
        int window = settings.log().window();
        return log.fetch(cursor, window, OverflowPolicy.CONFLATE, settings.batch(), clock.instant());
    }

    private Fetched read(Cursor cursor) {
        return log.fetch(cursor, settings.bound(), settings.overflow(), settings.batch(), clock.instant());
    }
}
