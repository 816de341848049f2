package com.mesaya.realtime.infrastructure.section.routing;

import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.application.join.JoinWait;
import com.mesaya.realtime.application.join.SectionSubscriptions;
import com.mesaya.realtime.application.operations.SectionInspection;
import com.mesaya.realtime.application.topic.Broadcaster;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.ResumePoint;
import com.mesaya.realtime.infrastructure.section.NodeActors;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.actor.SectionActor;
import com.mesaya.realtime.infrastructure.section.actor.SectionCensus;
import com.mesaya.realtime.infrastructure.section.actor.SectionNode;
import com.mesaya.realtime.infrastructure.section.directory.ShardedDirectory;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/** The application's way to the sections, wherever in the cluster they live. Thread-safe. */
public final class ShardedSections implements Broadcaster, SectionSubscriptions, SectionInspection {

    private static final int TICKS_PER_TIMEOUT = 5;
    private static final AtomicLong STARTED = new AtomicLong();

    private final ActorSystem<?> system;
    private final Function<SectionId, RecipientRef<SectionProtocol.Command>> sections;
    private final SectionSettings settings;
    /** The subscriptions of this node's viewers, by section. */
    private final Map<SectionId, Map<UUID, SectionSubscription>> subscriptions = new ConcurrentHashMap<>();

    private final Set<ActorRef<SectionFollower.Command>> followers = ConcurrentHashMap.newKeySet();

    private final SentEvents events;

    /** Starts this node's share of the sections, whose entities are in the given directory. */
    public ShardedSections(
            ActorSystem<?> system, SectionSettings settings, ShardedDirectory directory, SectionCensus census) {
        this(
                system,
                new SectionNode(
                        settings, sharded(system), directory.handover(), directory, census, InstantSource.system()));
    }

    ShardedSections(ActorSystem<?> system, SectionNode node) {
        this(system, node.settings(), node.sections());
        ClusterSharding.get(system)
                .init(Entity.of(
                                SectionActor.TYPE_KEY,
                                entity -> SectionActor.create(
                                        new SectionId(entity.getEntityId()), entity.getShard(), node))
                        .withStopMessage(SectionProtocol.Stop.INSTANCE));
        system.scheduler()
                .scheduleWithFixedDelay(
                        settings.pollTimeout(), settings.pollTimeout(), this::renew, system.executionContext());
        Duration interval = settings.askTimeout().dividedBy(TICKS_PER_TIMEOUT);
        system.scheduler().scheduleWithFixedDelay(interval, interval, events::tick, system.executionContext());
        NodeActors.afterRemovals(system, "resent-events-" + STARTED.incrementAndGet(), () -> {
            events.resend();
            followers.forEach(follower -> follower.tell(SectionFollower.Resend.INSTANCE));
        });
    }

    static Function<SectionId, RecipientRef<SectionProtocol.Command>> sharded(ActorSystem<?> system) {
        return section -> ClusterSharding.get(system).entityRefFor(SectionActor.TYPE_KEY, section.value());
    }

    /** The way to one section that is in no shard. */
    ShardedSections(ActorSystem<?> system, SectionSettings settings, ActorRef<SectionProtocol.Command> only) {
        this(system, settings, section -> only);
    }

    private ShardedSections(
            ActorSystem<?> system,
            SectionSettings settings,
            Function<SectionId, RecipientRef<SectionProtocol.Command>> sections) {
        this.system = system;
        this.sections = sections;
        this.settings = settings;
        this.events = new SentEvents(system, "appended-events-" + STARTED.incrementAndGet(), settings, sections);
    }

    @Override
    public CompletionStage<Optional<AppendOutcome>> broadcast(SectionEvent event) {
        return append(new SectionProtocol.Incoming(event)).thenApply(SectionProtocol.Result::outcome);
    }

    /** Appends an event to its section's log. @return the section's complete answer */
    CompletionStage<SectionProtocol.Result> append(SectionProtocol.Incoming event) {
        return events.append(event);
    }

    /** Viewers of the section may have missed an event, so they take a new snapshot. */
    void beginAnew(SectionId section) {
        events.beginAnew(section);
    }

    @Override
    public CompletionStage<?> reach(SectionId section, boolean joins, JoinWait wait) {
        RecipientRef<SectionProtocol.Command> recipient = sections.apply(section);
        Duration interval = settings.askTimeout().dividedBy(TICKS_PER_TIMEOUT);
        // Even a join that must not wait leaves the section time for an answer.
        Duration patience = Collections.max(List.of(wait.left(), settings.askTimeout()));
        var repeating = new CompletableFuture<Cancellable>();
        CompletionStage<SectionProtocol.Reached> reached = AskPattern.ask(
                recipient,
                replyTo -> {
                    var question = new SectionProtocol.Reach(joins, replyTo);
                    // A question that is on its way to a dead node is lost, so it is repeated.
                    repeating.complete(system.scheduler()
                            .scheduleWithFixedDelay(
                                    interval,
                                    interval,
                                    () -> {
                                        if (wait.isGone()) {
                                            replyTo.tell(SectionProtocol.Reached.INSTANCE);
                                        } else {
                                            recipient.tell(question);
                                        }
                                    },
                                    system.executionContext()));
                    return question;
                },
                patience,
                system.scheduler());
        return InPlace.of(reached)
                .whenComplete((answer, failure) -> repeating.join().cancel());
    }

    @Override
    public CompletionStage<Subscription> subscribe(SectionId section) {
        UUID subscriber = UUID.randomUUID();
        long begunNanos = System.nanoTime();
        CompletionStage<SectionProtocol.Subscribed> subscribed =
                way(section).ask(replyTo -> new SectionProtocol.Subscribe(subscriber, replyTo));
        return subscribed.thenApply(place -> begin(section, subscriber, begunNanos, place.start(), place.holds()));
    }

    @Override
    public CompletionStage<Optional<Resumption>> resume(SectionId section, ResumePoint point) {
        UUID subscriber = UUID.randomUUID();
        long begunNanos = System.nanoTime();
        CompletionStage<SectionProtocol.Resumed> resumed =
                way(section).ask(replyTo -> new SectionProtocol.Resume(subscriber, point, replyTo));
        return resumed.thenApply(answer -> answer.versions()
                .map(versions -> new Resumption(
                        begin(section, subscriber, begunNanos, point.cursor(), List.of()),
                        versions,
                        answer.barrierEnd())));
    }

    private SectionSubscription begin(
            SectionId section, UUID subscriber, long begunNanos, Cursor start, List<LogEntry> holds) {
        var subscription = new SectionSubscription(this, section, subscriber, begunNanos, start, holds);
        subscriptions.compute(section, (id, subscribers) -> {
            Map<UUID, SectionSubscription> all = subscribers == null ? new ConcurrentHashMap<>() : subscribers;
            all.put(subscriber, subscription);
            return all;
        });
        return subscription;
    }

    /** Removes a subscription that its connection no longer needs. */
    void remove(SectionId section, UUID subscriber) {
        subscriptions.computeIfPresent(section, (id, subscribers) -> {
            subscribers.remove(subscriber);
            return subscribers.isEmpty() ? null : subscribers;
        });
    }

    SectionSubscription.Way way(SectionId section) {
        return new SectionSubscription.Way(sections.apply(section), settings, system.scheduler());
    }

    @Override
    public Following follow(SectionId section, Consumer<Fetched> listener) {
        ActorRef<SectionFollower.Command> follower = system.systemActorOf(
                SectionFollower.create(sections.apply(section), settings.pollTimeout(), listener),
                "section-follower-" + STARTED.incrementAndGet(),
                Props.empty());
        followers.add(follower);
        return new Following() {
            @Override
            public void request(Cursor from, int batches) {
                follower.tell(new SectionFollower.Request(from, batches));
            }

            @Override
            public void close() {
                followers.remove(follower);
                follower.tell(SectionFollower.Close.INSTANCE);
            }
        };
    }

    /** Renews the leases of this node's subscribers, and reports their cursors. */
    private void renew() {
        subscriptions.forEach((section, subscribers) -> {
            var cursors = new HashMap<UUID, Cursor>();
            subscribers.forEach((subscriber, place) -> cursors.put(subscriber, place.cursor()));
            sections.apply(section).tell(new SectionProtocol.Renew(cursors.keySet(), cursors));
        });
    }

    @Override
    public CompletionStage<Report> inspect(SectionId section) {
        CompletionStage<SectionProtocol.Described> described = way(section).ask(SectionProtocol.Describe::new);
        return described.thenApply(SectionProtocol.Described::report);
    }
}
