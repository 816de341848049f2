package com.mesaya.realtime.infrastructure.section.actor;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.SectionLog;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.handover.Arriving;
import com.mesaya.realtime.infrastructure.section.handover.HandoverStep;
import com.mesaya.realtime.infrastructure.section.handover.Moving;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionReminder;
import com.mesaya.realtime.infrastructure.section.shown.DirectoryTimers;
import com.mesaya.realtime.infrastructure.section.shown.ShownEntities;
import com.mesaya.realtime.infrastructure.section.shown.TrackedEntities;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
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
 * Owns the log of a section, its subscribers, and the entities that they show. There is at most one per section in the cluster.
 *
 * <p>When it fails and restarts, all of that is lost. Its next incarnation has a log with another epoch, which no cursor of the old
 * log fits: waiting readers get {@link Fetched.OutOfReach} at once, the others when they fetch next. When its shard moves to another
 * node in an orderly way, its state moves along ({@code Leaving}, {@link Arriving}).
 */
public final class SectionActor extends AbstractBehavior<SectionProtocol.Command> {

    /** The key under which sections are sharded; an entity's id is the section's. */
    public static final EntityTypeKey<SectionProtocol.Command> TYPE_KEY =
            EntityTypeKey.create(SectionProtocol.Command.class, "section");

    private static final int TICKS_PER_LINGER = 4;

    /**
     * A section that fails at more starts in a row stops, and its next message starts it anew. Pekko restarts recursively: without a
     * limit such a section would overflow the stack, which ends the JVM.
     */
    private static final int MAX_RESTARTS = 50;

    private static final Duration RESTARTS_WITHIN = Duration.ofSeconds(10);

    private final SectionId id;
    private final SectionNode node;
    private final InstantSource clock;
    private final Moving<SectionProtocol.Command> moving;
    private final DirectoryTimers timers;
    private final boolean hasMoved;
    private final SectionLog log;
    private final Subscribers subscribers;
    private final SectionReaders readers;
    private final Idleness idleness;
    private final TrackedEntities tracked;
    private final SectionCensus.Entry census;
    private final Appending appending;
    private final Joining joining;

    /**
     * A section that continues with its former state if it comes from another node.
     *
     * @param shard stops the section when nobody needs it; null for a section in no shard, which never ends by itself
     */
    public static Behavior<SectionProtocol.Command> create(
            SectionId id, @Nullable ActorRef<ClusterSharding.ShardCommand> shard, SectionNode node) {
        var moving = new Moving<SectionProtocol.Command>(
                TYPE_KEY,
                id.value(),
                node.handover(),
                node.settings().handover(),
                SectionProtocol.Stop.INSTANCE,
                step -> step);
        Behavior<SectionProtocol.Command> section = Arriving.create(
                moving,
                SectionState.class,
                state -> Behaviors.setup(context -> Behaviors.withTimers(
                        timers -> new SectionActor(context, timers, id, shard, node, moving, state))));
        return Behaviors.supervise(section)
                .onFailure(SupervisorStrategy.restart().withLimit(MAX_RESTARTS, RESTARTS_WITHIN));
    }

    private SectionActor(
            ActorContext<SectionProtocol.Command> context,
            TimerScheduler<SectionProtocol.Command> timers,
            SectionId id,
            @Nullable ActorRef<ClusterSharding.ShardCommand> shard,
            SectionNode node,
            Moving<SectionProtocol.Command> moving,
            Optional<SectionState> state) {
        super(context);
        this.id = id;
        this.node = node;
        SectionSettings settings = node.settings();
        this.clock = node.clock();
        this.moving = moving;
        this.timers = new DirectoryTimers(timers, settings.askTimeout(), clock);
        this.hasMoved = state.isPresent();
        this.log = state.map(SectionState::log)
                .map(known -> new SectionLog(known, settings.log()))
                .orElseGet(() -> new SectionLog(ThreadLocalRandom.current().nextLong(), settings.log()));
        Instant now = clock.instant();
        this.subscribers = new Subscribers(log, settings);
        state.ifPresent(known -> subscribers.restore(known, now));
        this.readers = new SectionReaders(log, settings, clock);
        this.idleness = new Idleness(id, node, log, context.getSelf(), shard, hasMoved, this::hasViewers, now);
        this.tracked = new TrackedEntities(
                id,
                context.getSelf(),
                log,
                state.map(SectionState::shown).orElseGet(ShownEntities::new),
                node.buckets(),
                settings,
                idleness::isUnwatched);
        this.census = node.census().begin(hasMoved);
        this.appending = new Appending(id, log, tracked, subscribers, census);
        this.joining = new Joining(log, tracked, subscribers, idleness, census);
        census.update(log);
        node.buckets().sectionStarted(id, context.getSelf());
        tracked.registerAll(now);
        setTimers();
        timers.startTimerWithFixedDelay(SectionReminder.TICK, settings.linger().dividedBy(TICKS_PER_LINGER));
        timers.startTimerWithFixedDelay(SectionReminder.DROP_OFFSETS, settings.offsetsKept());
        moving.begin(timers);
    }

    @Override
    public Receive<SectionProtocol.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(SectionProtocol.Append.class, this::onAppend)
                .onMessage(SectionProtocol.Fetch.class, this::onFetch)
                .onMessage(SectionProtocol.Unfollow.class, this::onUnfollow)
                .onMessage(SectionProtocol.Reach.class, this::onReach)
                .onMessage(SectionProtocol.Subscribe.class, this::onSubscribe)
                .onMessage(SectionProtocol.Show.class, this::onShow)
                .onMessage(SectionProtocol.RegisterAll.class, this::onRegisterAll)
                .onMessage(SectionProtocol.Registered.class, this::onRegistered)
                .onMessageEquals(SectionReminder.RESEND_REGISTRATIONS, this::onResendRegistrations)
                .onMessageEquals(SectionReminder.LINK_OVERDUE, this::onLinkOverdue)
                .onMessage(SectionProtocol.BeginAnew.class, this::onBeginAnew)
                .onMessage(SectionProtocol.Resume.class, this::onResume)
                .onMessage(SectionProtocol.Renew.class, this::onRenew)
                .onMessage(SectionProtocol.Unsubscribe.class, this::onUnsubscribe)
                .onMessage(SectionProtocol.Describe.class, this::onDescribe)
                .onMessageEquals(SectionReminder.TICK, this::onTick)
                .onMessageEquals(SectionReminder.DROP_OFFSETS, () -> after(log::dropOldOffsets))
                .onMessage(HandoverStep.GoesOn.class, goesOn -> after(moving::dropOlderStates))
                .onMessageEquals(SectionReminder.CROWDED, () -> after(idleness::endIfUnwatched))
                .onMessageEquals(SectionProtocol.Stop.INSTANCE, this::onStop)
                .onMessage(SectionProtocol.Internal.class, late -> Behaviors.same())
                .onSignal(PreRestart.class, signal -> onFailure())
                .onSignal(PostStop.class, signal -> after(census::end))
                .build();
    }

    private Behavior<SectionProtocol.Command> onAppend(SectionProtocol.Append append) {
        if (idleness.isUnwatched()) {
            idleness.addIfUnwatched();
            tracked.removeAll();
        }
        return delivering(() -> appending.append(append, this::use));
    }

    private static Behavior<SectionProtocol.Command> after(Runnable action) {
        action.run();
        return Behaviors.same();
    }

    /** Makes a change, and delivers the new entries of the log to the waiting readers. */
    private Behavior<SectionProtocol.Command> delivering(Runnable change) {
        Cursor before = log.head();
        change.run();
        readers.deliver(before);
        setTimers();
        return Behaviors.same();
    }

    /** Records that the section is in use. @return the time */
    private Instant use() {
        Instant now = clock.instant();
        idleness.used(now);
        return now;
    }

    /** A join would fail if a bucket began anew in the middle of it. */
    private Behavior<SectionProtocol.Command> onReach(SectionProtocol.Reach reach) {
        idleness.addIfUnwatched();
        if (!reach.joins() || node.buckets().areAwake()) {
            reach.replyTo().tell(SectionProtocol.Reached.INSTANCE);
        }
        return Behaviors.same();
    }

    private Behavior<SectionProtocol.Command> onSubscribe(SectionProtocol.Subscribe subscribe) {
        if (!idleness.forwards(subscribe)) {
            joining.subscribe(subscribe, use());
        }
        return Behaviors.same();
    }

    private Behavior<SectionProtocol.Command> onShow(SectionProtocol.Show show) {
        Instant now = use();
        return delivering(() -> joining.show(show, now));
    }

    private Behavior<SectionProtocol.Command> onResume(SectionProtocol.Resume resume) {
        if (!idleness.forwards(resume)) {
            joining.resume(resume, use());
        }
        return Behaviors.same();
    }

    private Behavior<SectionProtocol.Command> onFetch(SectionProtocol.Fetch fetch) {
        readers.fetch(fetch, use());
        return Behaviors.same();
    }

    private Behavior<SectionProtocol.Command> onUnfollow(SectionProtocol.Unfollow unfollow) {
        readers.remove(unfollow.reader());
        return endingIfNeverRead();
    }

    private Behavior<SectionProtocol.Command> onRenew(SectionProtocol.Renew renew) {
        subscribers.renew(renew, use());
        updateCensus();
        return Behaviors.same();
    }

    private Behavior<SectionProtocol.Command> onUnsubscribe(SectionProtocol.Unsubscribe unsubscribe) {
        subscribers.unsubscribe(unsubscribe, use());
        tracked.endJoin(unsubscribe.subscriber());
        if (subscribers.isEmpty()) {
            updateCensus();
        }
        return endingIfNeverRead();
    }

    /** Ends a section that may not exist at once; one that had viewers waits for others until the next tick. */
    private Behavior<SectionProtocol.Command> endingIfNeverRead() {
        idleness.addIfUnwatched();
        if (readers.wereNeverAsked()) {
            idleness.endIfBlank();
        }
        return Behaviors.same();
    }

    private Behavior<SectionProtocol.Command> onBeginAnew(SectionProtocol.BeginAnew missed) {
        if (missed.ifMoved() && !hasMoved) {
            return Behaviors.same();
        }
        return delivering(() -> {
            if (missed.renumbered() != null) {
                log.forgetOffsets(missed.renumbered());
            }
            log.beginNewEpoch(ThreadLocalRandom.current().nextLong());
        });
    }

    private Behavior<SectionProtocol.Command> onRegisterAll(SectionProtocol.RegisterAll message) {
        return delivering(() -> tracked.registerAll(message, clock.instant()));
    }

    private Behavior<SectionProtocol.Command> onRegistered(SectionProtocol.Registered answer) {
        return delivering(() -> tracked.registered(answer, clock.instant()));
    }

    private Behavior<SectionProtocol.Command> onResendRegistrations() {
        tracked.resend(clock.instant());
        setTimers();
        return Behaviors.same();
    }

    private Behavior<SectionProtocol.Command> onLinkOverdue() {
        return delivering(() -> tracked.checkDeadlines(clock.instant()));
    }

    private void setTimers() {
        timers.set(tracked.waitsForAnswers(), tracked.nextDeadline());
    }

    private Behavior<SectionProtocol.Command> onTick() {
        Instant now = clock.instant();
        subscribers.removeOld(now, tracked::endJoin);
        updateCensus();
        readers.dropOld(now);
        idleness.endIfUnused(now);
        return Behaviors.same();
    }

    private boolean hasViewers() {
        return !subscribers.areGone() || !readers.isEmpty();
    }

    private void updateCensus() {
        census.update(log);
        census.update(subscribers.lags());
    }

    private Behavior<SectionProtocol.Command> onDescribe(SectionProtocol.Describe describe) {
        Address address = getContext().getSystem().address();
        String node = address.getHost().orElse("") + ":" + address.getPort().orElse(0);
        var report = subscribers.report(id, node, clock.instant());
        describe.replyTo().tell(new SectionProtocol.Described(report));
        return endingIfNeverRead();
    }

    private Behavior<SectionProtocol.Command> onFailure() {
        census.end();
        tracked.unregisterAll();
        readers.answerAll(Fetched.OutOfReach.INSTANCE);
        return Behaviors.same();
    }

    /** Stops the section. Waiting readers repeat their requests at its new node. */
    private Behavior<SectionProtocol.Command> onStop() {
        idleness.removeFromUnwatched();
        boolean isMissedByNobody = idleness.isPassivating() || idleness.isBlank();
        readers.answerAll(Fetched.Batch.nothing(log.head()));
        if (idleness.isPassivating()) {
            // At the end of a node no directory would get it.
            tracked.unregisterAll();
        }
        if (isMissedByNobody) {
            return Behaviors.stopped();
        }
        Optional<Behavior<SectionProtocol.Command>> leaving = moving.leave(() -> subscribers.state(tracked.shown()));
        census.leaves(leaving.isPresent());
        census.end();
        return leaving.orElseGet(Behaviors::stopped);
    }
}
