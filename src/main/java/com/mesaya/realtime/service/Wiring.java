package com.mesaya.realtime.service;

import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.join.MeasuredSnapshots;
import com.mesaya.realtime.application.join.SnapshotGate;
import com.mesaya.realtime.application.monitor.VersionMonitor;
import com.mesaya.realtime.application.operations.ReadinessCheck;
import com.mesaya.realtime.application.topic.Broadcaster;
import com.mesaya.realtime.application.topic.EntityRouter;
import com.mesaya.realtime.application.topic.TopicHandlerRegistry;
import com.mesaya.realtime.config.Settings;
import com.mesaya.realtime.config.TransportSettings;
import com.mesaya.realtime.infrastructure.auth.JwtTokenVerifier;
import com.mesaya.realtime.infrastructure.auth.SignedCursors;
import com.mesaya.realtime.infrastructure.cluster.ClusterMembership;
import com.mesaya.realtime.infrastructure.cluster.HeldShards;
import com.mesaya.realtime.infrastructure.cluster.ObservedCluster;
import com.mesaya.realtime.infrastructure.cluster.ReadPartitions;
import com.mesaya.realtime.infrastructure.cluster.ViewerCounts;
import com.mesaya.realtime.infrastructure.kafka.SectionEventConsumer;
import com.mesaya.realtime.infrastructure.kafka.decode.EntityKind;
import com.mesaya.realtime.infrastructure.kafka.decode.EntityTopicHandler;
import com.mesaya.realtime.infrastructure.logging.LogbackLevels;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.rest.MainApi;
import com.mesaya.realtime.infrastructure.rest.RequestPace;
import com.mesaya.realtime.infrastructure.section.actor.SectionActor;
import com.mesaya.realtime.infrastructure.section.actor.SectionCensus;
import com.mesaya.realtime.infrastructure.section.directory.ShardedDirectory;
import com.mesaya.realtime.infrastructure.section.routing.RoutedEvents;
import com.mesaya.realtime.infrastructure.section.routing.ShardedSections;
import com.mesaya.realtime.transport.admission.Admission;
import com.mesaya.realtime.transport.compression.Compression;
import com.mesaya.realtime.transport.feed.Feeds;
import com.mesaya.realtime.transport.routes.AdminRoute;
import com.mesaya.realtime.transport.routes.ClusterRoute;
import com.mesaya.realtime.transport.routes.HealthRoute;
import com.mesaya.realtime.transport.routes.MetricsRoute;
import com.mesaya.realtime.transport.routes.PageRoute;
import com.mesaya.realtime.transport.routes.SectionRoute;
import com.mesaya.realtime.transport.server.Server;
import com.mesaya.realtime.transport.websocket.ConnectionLog;
import com.mesaya.realtime.transport.websocket.Connections;
import com.mesaya.realtime.transport.websocket.Drain;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.server.Directives;

/** Creates and connects the parts of the service. */
public final class Wiring {

    private static final String SYSTEM = "mesaya-realtime";

    private Wiring() {}

    /** Starts the service. If a port can't be bound, it fails and releases everything. */
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

    static CompletionStage<Service> start(ActorSystem<Void> system, Settings settings) {
        var membership = ClusterMembership.form(system, settings.cluster());
        var monitor = new PrometheusMonitor();
        monitor.measureJvm(InPlace.of(system.getWhenTerminated()));
        var census = new SectionCensus(monitor);
        var directory = new ShardedDirectory(system, settings.directory(), settings.section());
        var sections = new ShardedSections(system, settings.section(), directory, census);
        var router = new RoutedEvents(system, settings.section(), directory, sections);
        var mainApi = new MainApi(system, settings.rest());
        var gate = new SnapshotGate(
                settings.joins(),
                settings.rest().rate().<SnapshotGate.Pace>map(RequestPace::new).orElse(SnapshotGate.Pace.ANY),
                system.executionContext());
        var joinSection = new JoinSection(sections, new MeasuredSnapshots(mainApi, monitor), gate);
        var tokens = new JwtTokenVerifier(
                settings.jwt(), InstantSource.system(), system.dispatchers().lookup(DispatcherSelector.blocking()));
        var cursors = new SignedCursors(settings.cursorSecret().getBytes(StandardCharsets.UTF_8));
        TransportSettings transport = settings.transport();
        var admission = new Admission(transport.admission());
        var feeds = new Feeds(
                system,
                sections,
                settings.section().bound(),
                settings.section().log().maxBytes(),
                transport.longestPause());
        var connections = new Connections(
                joinSection,
                tokens,
                settings.access(),
                cursors,
                admission,
                transport.client(),
                feeds,
                monitor,
                system,
                ConnectionLog.KEPT);
        var sectionRoute = new SectionRoute(
                tokens,
                settings.access(),
                transport.origins(),
                admission,
                connections,
                transport.subprotocols(),
                transport.compression().map(Compression::new),
                monitor);
        var partitions = new ReadPartitions(system);
        TopicHandlerRegistry handlers = handlers(settings.entities(), sections, router, monitor);
        monitor.expect(handlers.topics());
        var consumer = new SectionEventConsumer(system, settings.kafka(), handlers, partitions, directory, monitor);
        var drain = new Drain(connections, transport.drainDuration(), system);
        var readiness = new ArrayList<ReadinessCheck>(consumer.readiness());
        readiness.add(membership);
        readiness.add(directory);
        readiness.add(mainApi);
        readiness.add(connections);
        Optional<WarmUp> warmUp = settings.warmUp().map(atMost -> new WarmUp(system, settings, atMost));
        warmUp.ifPresent(readiness::add);
        var health = new HealthRoute(readiness).route();
        var publicRoutes =
                Directives.concat(sectionRoute.route(), health, new PageRoute(transport.pageSources()).route());
        var overview = new ObservedCluster(
                system, SectionActor.TYPE_KEY, partitions, new ViewerCounts(system, connections::count));
        new HeldShards(system, SectionActor.TYPE_KEY, monitor);
        Gauges.ofSections(monitor, census);
        Gauges.ofClients(monitor, connections, transport.admission(), joinSection);
        Gauges.ofKafka(monitor, consumer);
        Gauges.ofNeighbours(monitor, readiness, mainApi, membership);
        var operators = Directives.concat(
                new MetricsRoute(monitor::scrape).route(),
                new ClusterRoute(overview).route(),
                new AdminRoute(sections, new LogbackLevels(), drain, transport.adminNames()).route(),
                health);
        var adminRoutes = membership
                .bootstrapRoute()
                .map(bootstrap -> Directives.concat(operators, bootstrap))
                .orElse(operators);

        return Server.bind(system, transport.http(), transport.proxies(), publicRoutes)
                .thenCombine(
                        Server.bind(system, transport.admin(), transport.proxies(), adminRoutes),
                        (server, admin) -> new Service(system, server, admin, drain, consumer, membership, readiness))
                .whenComplete((service, failure) -> {
                    if (failure == null) {
                        warmUp.ifPresent(WarmUp::begin);
                    }
                });
    }

    static TopicHandlerRegistry handlers(
            List<EntityKind> entities, Broadcaster sections, EntityRouter router, VersionMonitor monitor) {
        var registry = new TopicHandlerRegistry();
        entities.forEach(kind -> kind.topics()
                .forEach(topic -> registry.register(new EntityTopicHandler(topic, kind, sections, router, monitor))));
        return registry;
    }
}
