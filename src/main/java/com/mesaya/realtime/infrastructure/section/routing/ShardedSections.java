package com.mesaya.realtime.infrastructure.section.routing;

import com.mesaya.realtime.application.Failures;
import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.application.join.SectionSubscriptions;
import com.mesaya.realtime.application.operations.SectionInspection;
import com.mesaya.realtime.application.topic.Broadcaster;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.ResumePoint;
import com.mesaya.realtime.infrastructure.section.NodeActors;
import com.mesaya.realtime.infrastructure.section.Outbox;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.actor.SectionActor;
import com.mesaya.realtime.infrastructure.section.actor.SectionCensus;
import com.mesaya.realtime.infrastructure.section.actor.SectionNode;
import com.mesaya.realtime.infrastructure.section.directory.ShardedDirectory;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's way to the sections, wherever in the cluster they live. Thread-safe. */
public final class ShardedSections implements Broadcaster, SectionSubscriptions, SectionInspection {

    private static final Logger LOG = LoggerFactory.getLogger(ShardedSections.class);

    private static final int TICKS_PER_TIMEOUT = 5;
    private static final AtomicLong STARTED = new AtomicLong();

    private final ActorSystem<?> system;
    private final Function<SectionId, RecipientRef<SectionProtocol.Command>> sections;
    private final SectionSettings settings;
    private final RateLimitedLog unacknowledged = new RateLimitedLog(LOG, InstantSource.system());
    /** This node's subscribers, by their section. */
    private final Map<SectionId, Map<UUID, Place>> places = new ConcurrentHashMap<>();

    private final Set<ActorRef<SectionFollower.Command>> followers = ConcurrentHashMap.newKeySet();

    private final Outbox<SectionId, SectionProtocol.Incoming, SectionProtocol.Result> events;

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
        this.events = new Outbox<>(
                new Outbox.Limits(settings.batch(), settings.askTimeout(), settings.giveUpAfter()),
                event -> event.event().frame().size(),
                new Events(),
                System::nanoTime);
    }

    @Override
    public CompletionStage<Optional<AppendOutcome>> broadcast(SectionEvent event) {
        return append(new SectionProtocol.Incoming(event)).thenApply(SectionProtocol.Result::outcome);
    }

    /** Appends an event to its section's log. @return the section's complete answer */
    CompletionStage<SectionProtocol.Result> append(SectionProtocol.Incoming event) {
        return events.ask(event.event().section(), event);
    }

    /** Viewers of the section may have missed an event, so they take a new snapshot. */
    void beginAnew(SectionId section) {
        section(section).tell(new SectionProtocol.BeginAnew(null, false));
    }

    private final class Events implements Outbox.Post<SectionId, SectionProtocol.Incoming, SectionProtocol.Result> {

        private final ActorRef<SectionProtocol.Appended> acknowledgements = NodeActors.receiver(
                system,
                "appended-events-" + STARTED.incrementAndGet(),
                appended -> events.answered(appended.section(), appended.number(), appended.results()));

        @Override
        public void send(SectionId section, long number, List<SectionProtocol.Incoming> batch) {
            section(section).tell(new SectionProtocol.Append(number, batch, acknowledgements));
        }

        @Override
        public void late(SectionProtocol.Incoming event) {
            // Nothing else can be done for it.
        }

        @Override
        public void resending(SectionId section) {
            unacknowledged.warn("Section " + section + " didn't acknowledge an event in time; sending it again");
        }

        @Override
        public SectionProtocol.Result giveUp(SectionId section, SectionProtocol.Incoming event) {
            unacknowledged.error("Section " + section + " doesn't answer; giving up "
                    + event.event().origin());
            beginAnew(section);
            return new SectionProtocol.Result(Optional.empty());
        }

        @Override
        public SectionProtocol.Result refuse(SectionProtocol.Incoming event) {
            return new SectionProtocol.Result(Optional.empty());
        }
    }

    @Override
    public CompletionStage<Subscription> subscribe(SectionId section) {
        UUID subscriber = UUID.randomUUID();
        long begunNanos = System.nanoTime();
        CompletionStage<SectionProtocol.Subscribed> subscribed =
                ask(section, replyTo -> new SectionProtocol.Subscribe(subscriber, replyTo), settings.askTimeout());
        return subscribed.thenApply(place -> new Place(section, subscriber, begunNanos, place.start(), place.holds()));
    }

    @Override
    public CompletionStage<Optional<Resumption>> resume(SectionId section, ResumePoint point) {
        UUID subscriber = UUID.randomUUID();
        long begunNanos = System.nanoTime();
        CompletionStage<SectionProtocol.Resumed> resumed =
                ask(section, replyTo -> new SectionProtocol.Resume(subscriber, point, replyTo), settings.askTimeout());
        return resumed.thenApply(answer -> answer.versions()
                .map(versions -> new Resumption(
                        new Place(section, subscriber, begunNanos, point.cursor(), List.of()),
                        versions,
                        answer.barrierEnd())));
    }

    private <T> CompletionStage<T> ask(
            SectionId section, Function<ActorRef<T>, SectionProtocol.Command> question, Duration patience) {
        return InPlace.of(AskPattern.ask(section(section), question::apply, patience, system.scheduler()));
    }

    private RecipientRef<SectionProtocol.Command> section(SectionId section) {
        return sections.apply(section);
    }

    private static <T> CompletionStage<T> onTimeout(CompletionStage<T> stage, Supplier<CompletionStage<T>> instead) {
        return stage.exceptionallyCompose(failure -> Failures.causeOf(failure) instanceof TimeoutException
                ? instead.get()
                : CompletableFuture.failedStage(failure));
    }

    @Override
    public Following follow(SectionId section, Consumer<Fetched> listener) {
        ActorRef<SectionFollower.Command> follower = system.systemActorOf(
                SectionFollower.create(section(section), settings.pollTimeout(), listener),
                "section-follower-" + STARTED.incrementAndGet(),
                Props.empty());
        followers.add(follower);
        return new Following() {
            @Override
            public void request(Cursor from) {
                follower.tell(new SectionFollower.Request(from));
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
        places.forEach((section, subscribers) -> {
            var cursors = new HashMap<UUID, Cursor>();
            subscribers.forEach((subscriber, place) -> cursors.put(subscriber, place.cursor()));
            section(section).tell(new SectionProtocol.Renew(cursors.keySet(), cursors));
        });
    }

    @Override
    public CompletionStage<Report> inspect(SectionId section) {
        CompletionStage<SectionProtocol.Described> described =
                ask(section, SectionProtocol.Describe::new, settings.askTimeout());
        return described.thenApply(SectionProtocol.Described::report);
    }

    private final class Place implements Subscription {

        private final SectionId section;
        private final UUID subscriber;
        private final long begunNanos;
        private final Cursor start;
        private final List<LogEntry> holds;
        private final AtomicLong reached;

        Place(SectionId section, UUID subscriber, long begunNanos, Cursor start, List<LogEntry> holds) {
            this.section = section;
            this.subscriber = subscriber;
            this.begunNanos = begunNanos;
            this.start = start;
            this.holds = holds;
            this.reached = new AtomicLong(start.sequence());
            places.compute(section, (id, subscribers) -> {
                Map<UUID, Place> all = subscribers == null ? new ConcurrentHashMap<>() : subscribers;
                all.put(subscriber, this);
                return all;
            });
        }

        @Override
        public UUID id() {
            return subscriber;
        }

        @Override
        public CompletionStage<Shown> show(Snapshot snapshot, boolean resumable) {
            Duration age = Duration.ofNanos(System.nanoTime() - begunNanos);
            CompletionStage<SectionProtocol.Shown> shown = ask(
                    section,
                    replyTo -> new SectionProtocol.Show(
                            subscriber, snapshot.versions(), snapshot.links(), age, resumable, replyTo),
                    settings.askTimeout());
            return shown.thenApply(answer -> new Shown(answer.complete(), answer.barrierEnd()));
        }

        @Override
        public Cursor start() {
            return start;
        }

        @Override
        public List<LogEntry> holds() {
            return holds;
        }

        @Override
        public CompletionStage<Fetched> fetch(Cursor from, boolean catchesUp) {
            long askedNanos = System.nanoTime();
            CompletionStage<Fetched> fetched = ask(
                    section, replyTo -> new SectionProtocol.Fetch(from, catchesUp, replyTo), settings.pollTimeout());
            return onTimeout(
                    fetched,
                    () -> hasWaited(askedNanos)
                            ? CompletableFuture.failedStage(new TimeoutException("the section doesn't answer"))
                            : CompletableFuture.completedStage(Fetched.OutOfReach.INSTANCE));
        }

        /** Returns false if the request failed early, which happens only after this node has left the cluster. */
        private boolean hasWaited(long askedNanos) {
            return System.nanoTime() - askedNanos
                    > settings.pollTimeout().dividedBy(2).toNanos();
        }

        /** Only the next renewal of the lease reads the sequence, so other threads need not see it at once. */
        @Override
        public void reached(long sequence) {
            reached.lazySet(sequence);
        }

        private Cursor cursor() {
            return start.at(reached.get());
        }

        @Override
        public void close() {
            end(false);
        }

        @Override
        public void abandon() {
            end(true);
        }

        private void end(boolean forGood) {
            places.computeIfPresent(section, (id, subscribers) -> {
                subscribers.remove(subscriber);
                return subscribers.isEmpty() ? null : subscribers;
            });
            section(section).tell(new SectionProtocol.Unsubscribe(subscriber, forGood));
        }
    }
}
