package com.mesaya.realtime.infrastructure.section.routing;

import static com.mesaya.realtime.domain.Events.updated;
import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.mesaya.realtime.application.join.JoinWait;
import com.mesaya.realtime.application.join.SectionSubscriptions;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.BatchLimits;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogLimits;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.cluster.ClusterMembership;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.actor.SectionActor;
import com.mesaya.realtime.infrastructure.section.actor.SectionCensus;
import com.mesaya.realtime.infrastructure.section.actor.SectionNode;
import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import com.mesaya.realtime.testing.CapturedLog;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How events get to their section when it is slow to answer, or fails. */
class ShardedSectionsTest {

    /** For tests that wait until it is over. */
    private static final Duration SHORT = Duration.ofMillis(200);

    private static final Duration GIVE_UP_AFTER = SHORT.multipliedBy(30);
    private static final int EVENTS = 20;
    private static final int MAX_UNWATCHED = 3;

    /** The system stays when its node is taken out of the cluster, to look at what goes on then. */
    private static final Config CONFIG = ConfigFactory.parseString(
                    "pekko.cluster.run-coordinated-shutdown-when-down = off")
            .withFallback(ConfigFactory.load());

    /** Each message that a section deals with makes it read the clock once. */
    private static final class Clock implements InstantSource {

        private final AtomicInteger reads = new AtomicInteger();
        private volatile CompletableFuture<Void> blocked = CompletableFuture.completedFuture(null);

        @Override
        public Instant instant() {
            blocked.join();
            reads.incrementAndGet();
            return Instant.now();
        }
    }

    private final Clock clock = new Clock();
    private final CapturedLog log = CapturedLog.of(SentEvents.class, Level.WARN);

    @SuppressWarnings("NullAway.Init")
    private ActorSystem<Void> system;

    @SuppressWarnings("NullAway.Init")
    private ShardedSections sections;

    private void start(Duration askTimeout) {
        system = ActorSystem.create(Behaviors.empty(), "sharded-sections", CONFIG);
        ClusterMembership membership = ClusterMembership.joinSelf(system);
        sections = new ShardedSections(
                system,
                new SectionNode(
                        settings(askTimeout),
                        ShardedSections.sharded(system),
                        Isolation.INSTANCE,
                        Isolation.INSTANCE,
                        new SectionCensus(new PrometheusMonitor()),
                        clock));
        await().atMost(PATIENCE).until(() -> membership.waitsFor().isEmpty());
        assertThat(outcome(sections.broadcast(updated("first").version(1).event())))
                .isPresent();
    }

    @AfterEach
    void end() {
        log.close();
        clock.blocked.complete(null);
        system.terminate();
        await().atMost(PATIENCE)
                .until(() -> system.getWhenTerminated().toCompletableFuture().isDone());
    }

    @Test
    void aSectionThatEndsAfterItsLastViewerDoesNotRefuseTheNext() {
        start(PATIENCE);
        var section = new SectionId("quiet");
        for (int viewer = 0; viewer < 100; viewer++) {
            SectionSubscriptions.Subscription subscription =
                    sections.subscribe(section).toCompletableFuture().join();

            assertThat(subscription
                            .show(
                                    new Snapshot(
                                            Frame.of(Snapshot.EVENT, "{}".getBytes(StandardCharsets.UTF_8)),
                                            Map.of(),
                                            Map.of()),
                                    false)
                            .toCompletableFuture()
                            .join()
                            .complete())
                    .isTrue();
            // The section has no events, so it ends at once, while the next viewer subscribes.
            subscription.abandon();
        }
    }

    @Test
    void aSectionThatIsStuckIsSentFewMessagesAgainAndAcknowledgesAllOnceItGoesOn() {
        start(SHORT);
        int before = clock.reads.get();
        clock.blocked = new CompletableFuture<>();
        List<CompletionStage<Optional<AppendOutcome>>> outcomes = new ArrayList<>();
        for (int event = 0; event < EVENTS; event++) {
            outcomes.add(sections.broadcast(updated("t" + event).version(1).event()));
        }
        await().during(SHORT.multipliedBy(20))
                .atMost(PATIENCE)
                .until(() -> outcomes.stream()
                        .noneMatch(outcome -> outcome.toCompletableFuture().isDone()));

        clock.blocked.complete(null);

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome(outcome)).isPresent());
        // Each once, the first again after 1, 3, 7 and 15 timeouts, and perhaps 31; then the others once more at most.
        assertThat(clock.reads.get() - before).isLessThanOrEqualTo(EVENTS + 5 + EVENTS);
        // Another test's section was given up, and the log may say so only now.
        assertThat(log.lines().stream().filter(line -> !line.contains("giving up")))
                .hasSizeBetween(1, 3)
                .allMatch(line -> line.contains("Section terraza didn't acknowledge"));
    }

    @Test
    void aSectionThatFailsOverAnEventSaysSoAndTakesTheNext() {
        start(SHORT);
        clock.blocked = CompletableFuture.failedFuture(new IllegalStateException("poison"));
        assertThat(outcome(sections.broadcast(updated("poison").version(1).event())))
                .isEmpty();

        clock.blocked = CompletableFuture.completedFuture(null);

        assertThat(outcome(sections.broadcast(updated("good").version(1).event())))
                .isPresent();
    }

    @Test
    void aSectionThatNeverAnswersIsGivenUpAndItsNextEventSoonerAndWhoWatchesItComesBack() {
        start(SHORT);
        SectionSubscriptions.Subscription place = sections.subscribe(Events.SECTION)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        clock.blocked = new CompletableFuture<>();

        assertThat(nanosUntilGivenUp("stuck")).isGreaterThan(GIVE_UP_AFTER.toNanos());
        assertThat(nanosUntilGivenUp("next")).isLessThan(GIVE_UP_AFTER.toNanos());

        clock.blocked.complete(null);
        await().atMost(PATIENCE)
                .until(() -> place.fetch(place.start(), true)
                        .toCompletableFuture()
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join()
                        .equals(Fetched.OutOfReach.INSTANCE));
        assertThat(outcome(sections.broadcast(updated("good").version(1).event())))
                .isPresent();
    }

    private long nanosUntilGivenUp(String entity) {
        long began = System.nanoTime();
        assertThat(outcome(sections.broadcast(updated(entity).version(1).event())))
                .isEmpty();
        return System.nanoTime() - began;
    }

    @Test
    void keepsAFewSectionsThatNobodyWatchesAndAllThatSomebodyDoes() {
        start(PATIENCE);
        SectionSubscriptions.Subscription place = sections.subscribe(Events.SECTION)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();

        for (int section = 0; section < EVENTS; section++) {
            outcome(sections.broadcast(updated("t").version(1).eventIn(new SectionId("s" + section))));
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(alive())
                        .hasSize(MAX_UNWATCHED + 1)
                        .contains(Events.SECTION.value(), "s" + (EVENTS - 1))
                        .doesNotContain("s0"));
        outcome(sections.broadcast(updated("watched").version(1).event()));
        assertThat(place.fetch(place.start(), true)
                        .toCompletableFuture()
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join())
                .isInstanceOfSatisfying(
                        Fetched.Batch.class,
                        batch -> assertThat(batch.entries()).hasSize(1));
    }

    private Set<String> alive() {
        CompletionStage<ShardRegion.CurrentShardRegionState> state = AskPattern.ask(
                ClusterSharding.get(system).shardState(),
                replyTo -> new GetShardRegionState(SectionActor.TYPE_KEY, replyTo),
                PATIENCE,
                system.scheduler());
        return state.toCompletableFuture().join().getShards().stream()
                .flatMap(shard -> shard.getEntityIds().stream())
                .collect(Collectors.toSet());
    }

    @Test
    void whereThereIsNoClusterAnyMoreReadersAreToldAndEventsAreSentSparingly() {
        start(PATIENCE);
        SectionSubscriptions.Subscription place = sections.subscribe(Events.SECTION)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        Cluster cluster = Cluster.get(system);
        var region = org.apache.pekko.cluster.sharding.ClusterSharding.get(system.classicSystem())
                .shardRegion(SectionActor.TYPE_KEY.name());
        cluster.manager().tell(new Down(cluster.selfMember().address()));
        TestProbe.create(system).expectTerminated(Adapter.toTyped(region), PATIENCE);

        assertThat(place.fetch(place.start(), true)
                        .toCompletableFuture()
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join())
                .isEqualTo(Fetched.OutOfReach.INSTANCE);
        assertThat(sections.reach(Events.SECTION, true, JoinWait.begin(PATIENCE, new CompletableFuture<>()))
                        .toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(TimeoutException.class);
        var event = sections.broadcast(updated("late").version(1).event());
        await().during(SHORT.multipliedBy(5))
                .atMost(PATIENCE)
                .until(() -> !event.toCompletableFuture().isDone());
    }

    private static Optional<AppendOutcome> outcome(CompletionStage<Optional<AppendOutcome>> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static SectionSettings settings(Duration askTimeout) {
        return new SectionSettings(
                new LogLimits(100, Duration.ofHours(1), 100, 100, 100_000, Duration.ofHours(1)),
                new BatchLimits(10, 10_000),
                2,
                OverflowPolicy.CONFLATE,
                Duration.ofMinutes(2),
                MAX_UNWATCHED,
                Duration.ofMinutes(5),
                3,
                Duration.ofSeconds(15),
                askTimeout,
                GIVE_UP_AFTER,
                TestSection.HANDOVER);
    }
}
