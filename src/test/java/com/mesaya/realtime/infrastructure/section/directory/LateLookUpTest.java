package com.mesaya.realtime.infrastructure.section.directory;

import static com.mesaya.realtime.domain.Events.SECTION;
import static com.mesaya.realtime.domain.Events.updated;
import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.application.join.SectionSubscriptions.Subscription;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.entity.DirectoryLimits;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.cluster.ClusterMembership;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.section.DirectorySettings;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.actor.SectionCensus;
import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import com.mesaya.realtime.infrastructure.section.routing.RoutedEvents;
import com.mesaya.realtime.infrastructure.section.routing.ShardedSections;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events whose bucket of the directory doesn't answer for a while. */
class LateLookUpTest {

    private static final EntityChange FIRST = updated("1").version(1).event().change();
    private static final EntityChange SECOND = updated("1").version(2).event().change();
    private static final EntityChange OTHER = updated("2").version(2).event().change();

    private volatile CompletableFuture<Void> bucketGoesOn = CompletableFuture.completedFuture(null);
    private ActorSystem<Void> system;
    private RoutedEvents router;
    private Subscription subscription;

    /** A viewer shows table 1, and the bucket stops working. */
    @BeforeEach
    void start() {
        system = ActorSystem.create(
                Behaviors.empty(),
                "late-look-ups",
                ConfigFactory.parseString("pekko.cluster.run-coordinated-shutdown-when-down = off")
                        .withFallback(ConfigFactory.load()));
        ClusterMembership membership = ClusterMembership.joinSelf(system);
        SectionSettings settings = TestSection.settings(OverflowPolicy.CONFLATE);
        var directory = new ShardedDirectory(
                system,
                new DirectorySettings(
                        1, new DirectoryLimits(10, 10_000, Duration.ofHours(1)), Duration.ofSeconds(1), Set.of()),
                settings,
                this::now);
        var sections = new ShardedSections(system, settings, directory, new SectionCensus(new PrometheusMonitor()));
        router = new RoutedEvents(system, settings, directory, sections);
        await().atMost(PATIENCE)
                .until(() ->
                        membership.waitsFor().isEmpty() && directory.waitsFor().isEmpty());
        assertThat(join(router.route(FIRST))).contains(AppendOutcome.APPENDED);
        subscription = join(sections.subscribe(SECTION));
        var snapshot = new Snapshot(
                Frame.of(Snapshot.EVENT, "{}".getBytes(StandardCharsets.UTF_8)),
                Map.of(FIRST.entity(), FIRST.version()),
                Map.of());
        assertThat(join(subscription.show(snapshot, false)).complete()).isTrue();
        bucketGoesOn = new CompletableFuture<>();
    }

    @AfterEach
    void end() {
        bucketGoesOn.complete(null);
        system.terminate();
        join(system.getWhenTerminated());
    }

    @Test
    void anEntityThatTheSectionShowsDoesNotWaitForItsBucket() {
        var outcome = router.route(SECOND).toCompletableFuture();

        assertThat(delivered()).containsExactly(SECOND);
        assertThat(outcome).isNotDone();

        bucketGoesOn.complete(null);
        assertThat(join(outcome)).contains(AppendOutcome.DUPLICATE);
    }

    @Test
    void anEntityThatIsNewToTheSectionWaits() {
        CompletionStage<Optional<AppendOutcome>> other = router.route(OTHER);
        var unused = router.route(SECOND);

        assertThat(delivered()).containsExactly(SECOND);

        bucketGoesOn.complete(null);
        assertThat(join(other)).contains(AppendOutcome.APPENDED);
        assertThat(delivered()).containsExactly(SECOND, OTHER);
    }

    private Instant now() {
        bucketGoesOn.join();
        return Instant.now();
    }

    private List<EntityChange> delivered() {
        Fetched fetched = join(subscription.fetch(subscription.start(), false));
        return ((Fetched.Batch) fetched)
                .entries().stream()
                        .map(LogEntry::event)
                        .map(SectionEvent::change)
                        .toList();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
