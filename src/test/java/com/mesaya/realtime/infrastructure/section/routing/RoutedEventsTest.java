package com.mesaya.realtime.infrastructure.section.routing;

import static com.mesaya.realtime.domain.Events.updated;
import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.entity.DirectoryLimits;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.section.DirectorySettings;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.actor.SectionCensus;
import com.mesaya.realtime.infrastructure.section.actor.TestSection;
import com.mesaya.realtime.infrastructure.section.directory.ShardedDirectory;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of an event if no bucket of the directory answers, as in a node that no cluster has taken in. */
class RoutedEventsTest {

    private static final Duration ASK_TIMEOUT = Duration.ofMillis(50);
    private static final Duration GIVE_UP_AFTER = ASK_TIMEOUT.multipliedBy(10);

    private final ActorSystem<Void> system =
            ActorSystem.create(Behaviors.empty(), "routed-events", ConfigFactory.load());

    @AfterEach
    void end() {
        system.terminate();
    }

    @Test
    void givesAnEventUpThatNobodyLooksUp() {
        SectionSettings settings = TestSection.settings(OverflowPolicy.CONFLATE, ASK_TIMEOUT, GIVE_UP_AFTER);
        var directory = new ShardedDirectory(
                system,
                new DirectorySettings(
                        1, new DirectoryLimits(10, 1_000, Duration.ofHours(1)), Duration.ofSeconds(1), Set.of()),
                settings);
        var sections = new ShardedSections(system, settings, directory, new SectionCensus(new PrometheusMonitor()));
        var router = new RoutedEvents(system, settings, directory, sections);
        long began = System.nanoTime();

        assertThat(router.route(change())
                        .toCompletableFuture()
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join())
                .isEmpty();

        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(GIVE_UP_AFTER.toNanos());
    }

    private static EntityChange change() {
        return updated("1").version(1).event().change();
    }
}
