package com.mesaya.realtime;

import com.mesaya.realtime.application.JoinSection;
import com.mesaya.realtime.application.ReadinessCheck;
import com.mesaya.realtime.application.SnapshotGate;
import com.mesaya.realtime.application.TopicHandlerRegistry;
import com.mesaya.realtime.infrastructure.auth.JwtTokenVerifier;
import com.mesaya.realtime.infrastructure.auth.SignedCursors;
import com.mesaya.realtime.infrastructure.kafka.EntityKind;
import com.mesaya.realtime.infrastructure.kafka.EntityTopicHandler;
import com.mesaya.realtime.infrastructure.kafka.SectionEventConsumer;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.rest.MainApi;
import com.mesaya.realtime.infrastructure.section.ClusterMembership;
import com.mesaya.realtime.infrastructure.section.ShardedSections;
import com.mesaya.realtime.transport.HealthRoute;
import com.mesaya.realtime.transport.MetricsRoute;
import com.mesaya.realtime.transport.PageRoute;
import com.mesaya.realtime.transport.SectionRoute;
import com.mesaya.realtime.transport.Server;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.stream.Materializer;

/** Builds the service out of its parts, by hand. */
public final class Wiring {

    private static final String SYSTEM = "mesaya-realtime";

    private Wiring() {}

    /** Starts the service; fails, with nothing left behind, if a port can't be bound. */
    public static CompletionStage<Service> start(Settings settings) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), SYSTEM, settings.actorSystem());
        return CompletableFuture.completedStage(settings)
                .thenCompose(read -> start(system, read))
                .whenComplete((service, failure) -> {
                    if (failure != null) {
                        system.terminate();
                    }
                });
    }

    private static CompletionStage<Service> start(ActorSystem<Void> system, Settings settings) {
        var membership = ClusterMembership.joinSelf(system);
        var monitor = new PrometheusMonitor();
        var sections = new ShardedSections(system, settings.section());
        var mainApi = new MainApi(system, settings.rest());
        var sectionRoute = new SectionRoute(
                new JwtTokenVerifier(settings.jwt()),
                settings.access(),
                new JoinSection(sections, mainApi, new SnapshotGate(settings.joins(), system.executionContext())),
                new SignedCursors(settings.cursorSecret().getBytes(StandardCharsets.UTF_8)),
                monitor,
                Materializer.createMaterializer(system));
        var consumer =
                new SectionEventConsumer(system, settings.kafka(), handlers(settings.entities(), sections), monitor);
        var readiness = new ArrayList<ReadinessCheck>(consumer.readiness());
        readiness.add(0, membership);
        readiness.add(mainApi);
        var publicRoutes =
                Directives.concat(sectionRoute.route(), new HealthRoute(readiness).route(), new PageRoute().route());
        var adminRoutes = new MetricsRoute(monitor::scrape).route();

        return Server.bind(system, settings.http(), publicRoutes)
                .thenCombine(
                        Server.bind(system, settings.admin(), adminRoutes),
                        (server, admin) -> new Service(system, server, admin, sectionRoute, consumer, readiness));
    }

    private static TopicHandlerRegistry handlers(List<EntityKind> entities, ShardedSections sections) {
        var registry = new TopicHandlerRegistry();
        entities.forEach(kind ->
                kind.topics().forEach(topic -> registry.register(new EntityTopicHandler(topic, kind, sections))));
        return registry;
    }
}
