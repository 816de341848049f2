package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.application.Broadcaster;
import com.mesaya.realtime.application.SectionSubscriptions;
import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.ResumePoint;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's way to the sections, wherever in the cluster they live. Thread-safe. */
public final class ShardedSections implements Broadcaster, SectionSubscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(ShardedSections.class);

    private static final Duration MAX_PATIENCE = Duration.ofMinutes(1);

    private final ClusterSharding sharding;
    private final SectionSettings settings;
    /** Of each section that has events on their way, the last of them. */
    private final Map<SectionId, CompletionStage<?>> lastOnItsWay = new ConcurrentHashMap<>();

    /** Starts this node's share of the sections. */
    public ShardedSections(ActorSystem<?> system, SectionSettings settings) {
        this(system, settings, InstantSource.system());
    }

    ShardedSections(ActorSystem<?> system, SectionSettings settings, InstantSource clock) {
        this.sharding = ClusterSharding.get(system);
        this.settings = settings;
        sharding.init(
                Entity.of(SectionActor.TYPE_KEY, entity -> SectionActor.create(entity.getShard(), settings, clock))
                        .withStopMessage(SectionActor.Stop.INSTANCE));
    }

    @Override
    public CompletionStage<Optional<AppendOutcome>> broadcast(SectionEvent event) {
        var decided = new CompletableFuture<Optional<AppendOutcome>>();
        CompletionStage<?> before = lastOnItsWay.put(event.section(), decided);
        send(event, before == null ? CompletableFuture.completedStage(null) : before, settings.askTimeout())
                .whenComplete((outcome, failure) -> {
                    lastOnItsWay.remove(event.section(), decided);
                    if (failure == null) {
                        decided.complete(outcome);
                    } else {
                        decided.completeExceptionally(failure);
                    }
                });
        return decided;
    }

    /**
     * Sends an event at once. If no answer comes it is sent again, but not before the one before it was decided on, and each
     * time later: of all that waits for a section that is stuck, only the first is sent again.
     */
    private CompletionStage<Optional<AppendOutcome>> send(
            SectionEvent event, CompletionStage<?> before, Duration patience) {
        long sentNanos = System.nanoTime();
        CompletionStage<SectionActor.Appended> appended =
                section(event.section()).ask(replyTo -> new SectionActor.Append(event, replyTo), patience);
        Duration morePatience = min(patience.multipliedBy(2), MAX_PATIENCE);
        return onTimeout(
                appended.thenApply(SectionActor.Appended::outcome),
                () -> before.handle((outcome, failure) -> null)
                        .thenComposeAsync(
                                turn -> {
                                    LOG.warn(
                                            "Section {} didn't acknowledge an event in time; sending it again",
                                            event.section());
                                    return send(event, before, morePatience);
                                },
                                after(patience.minusNanos(System.nanoTime() - sentNanos))));
    }

    /** Where there is nobody to ask, the question fails at once: when this node is no longer in the cluster. */
    private static Executor after(Duration delay) {
        return CompletableFuture.delayedExecutor(Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public CompletionStage<Subscription> subscribe(SectionId section) {
        UUID subscriber = UUID.randomUUID();
        EntityRef<SectionActor.Command> ref = section(section);
        CompletionStage<SectionActor.Subscribed> subscribed =
                ref.ask(replyTo -> new SectionActor.Subscribe(subscriber, replyTo), settings.askTimeout());
        return subscribed.thenApply(place -> new Place(ref, subscriber, place.start(), place.holds()));
    }

    @Override
    public CompletionStage<Optional<Resumption>> resume(SectionId section, ResumePoint point) {
        UUID subscriber = UUID.randomUUID();
        EntityRef<SectionActor.Command> ref = section(section);
        CompletionStage<SectionActor.Resumed> resumed =
                ref.ask(replyTo -> new SectionActor.Resume(subscriber, point, replyTo), settings.askTimeout());
        return resumed.thenApply(answer -> answer.versions()
                .map(versions -> new Resumption(new Place(ref, subscriber, point.cursor(), List.of()), versions)));
    }

    private EntityRef<SectionActor.Command> section(SectionId section) {
        return sharding.entityRefFor(SectionActor.TYPE_KEY, section.value());
    }

    private static <T> CompletionStage<T> onTimeout(CompletionStage<T> stage, Supplier<CompletionStage<T>> instead) {
        return stage.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return cause instanceof TimeoutException ? instead.get() : CompletableFuture.failedStage(failure);
        });
    }

    private final class Place implements Subscription {

        private final EntityRef<SectionActor.Command> section;
        private final UUID subscriber;
        private final Cursor start;
        private final List<LogEntry> holds;

        Place(EntityRef<SectionActor.Command> section, UUID subscriber, Cursor start, List<LogEntry> holds) {
            this.section = section;
            this.subscriber = subscriber;
            this.start = start;
            this.holds = holds;
        }

        @Override
        public UUID id() {
            return subscriber;
        }

        @Override
        public void makeResumable(Map<EntityKey, Instant> versions) {
            section.tell(new SectionActor.MakeResumable(subscriber, versions));
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
        public CompletionStage<Fetched> fetch(Cursor cursor) {
            long askedNanos = System.nanoTime();
            CompletionStage<Fetched> fetched =
                    section.ask(replyTo -> new SectionActor.Fetch(subscriber, cursor, replyTo), settings.pollTimeout());
            return onTimeout(fetched, () -> {
                // Sooner than that only if there is nobody to ask: this node is no longer in the cluster.
                boolean waited = System.nanoTime() - askedNanos
                        > settings.pollTimeout().dividedBy(2).toNanos();
                return CompletableFuture.completedStage(
                        waited ? new Fetched.Batch(List.of(), cursor, 0, 0) : Fetched.OutOfReach.INSTANCE);
            });
        }

        @Override
        public void close() {
            section.tell(new SectionActor.Unsubscribe(subscriber));
        }
    }
}
