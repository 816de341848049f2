package com.mesaya.realtime.service;

import com.google.common.net.HostAndPort;
import com.mesaya.realtime.application.access.RoleAccessPolicy;
import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.join.MeasuredSnapshots;
import com.mesaya.realtime.application.join.SnapshotGate;
import com.mesaya.realtime.application.topic.TopicHandler;
import com.mesaya.realtime.application.topic.TopicHandlerRegistry;
import com.mesaya.realtime.config.Settings;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.infrastructure.auth.SignedCursors;
import com.mesaya.realtime.infrastructure.kafka.decode.EntityKind;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.rest.MainApi;
import com.mesaya.realtime.infrastructure.rest.RestSettings;
import com.mesaya.realtime.infrastructure.section.routing.IsolatedSection;
import com.mesaya.realtime.infrastructure.section.routing.ShardedSections;
import com.mesaya.realtime.transport.admission.Admission;
import com.mesaya.realtime.transport.admission.Proxies;
import com.mesaya.realtime.transport.feed.Feeds;
import com.mesaya.realtime.transport.routes.SectionRoute;
import com.mesaya.realtime.transport.server.Server;
import com.mesaya.realtime.transport.server.ServerSettings;
import com.mesaya.realtime.transport.tls.TlsSettings;
import com.mesaya.realtime.transport.websocket.ConnectionLog;
import com.mesaya.realtime.transport.websocket.Connections;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.SocketFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * A second instance of the service, wired from the same parts, for one section that only its own viewers can watch. It has a loopback
 * port, keys, a main API, metrics and a log of its own. The section is in no shard, and its records are in no topic. It omits the
 * parts that other nodes would notice: sharding, the directory, and Kafka.
 */
final class Rehearsal implements AutoCloseable {

    private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();
    private static final int UNLIMITED = 1_000_000;
    private static final int OK = 200;

    private final RehearsedSection section;
    private final TopicHandlerRegistry handlers;
    private final String token;
    private final SocketFactory sockets;
    private final Server server;
    private final Runnable end;

    private Rehearsal(
            RehearsedSection section,
            TopicHandlerRegistry handlers,
            String token,
            SocketFactory sockets,
            Server server,
            Runnable end) {
        this.section = section;
        this.handlers = handlers;
        this.token = token;
        this.sockets = sockets;
        this.server = server;
        this.end = end;
    }

    /** Starts the rehearsal. Blocks until viewers can join. */
    static Rehearsal start(ActorSystem<?> system, Settings settings, Duration patience)
            throws IOException, GeneralSecurityException, InterruptedException, ExecutionException, TimeoutException {
        Optional<TlsSettings> tls = settings.transport().http().tls();
        SocketFactory sockets = tls.isPresent() ? WarmUpClient.trusting(tls.get()) : SocketFactory.getDefault();
        var key = new RehearsalKey(settings.jwt());
        EntityKind kind = settings.entities().stream()
                .filter(entity -> !entity.sectionField().isEmpty())
                .findFirst()
                .orElseGet(() -> settings.entities().get(0));
        var section = new RehearsedSection(kind);
        // These metrics are not exported.
        var monitor = new PrometheusMonitor();
        HttpServer api = mainApi(section.json());
        var isolated = new IsolatedSection(system, section.id(), settings.section(), monitor);
        ShardedSections sections = isolated.sections();
        Runnable end = () -> {
            api.stop(0);
            isolated.close();
        };
        try {
            Route route =
                    route(system, settings, key, sections, api.getAddress().getPort(), monitor);
            Server server = bind(system, settings.transport().http(), route, patience);
            return new Rehearsal(
                    section,
                    Wiring.handlers(
                            settings.entities(),
                            sections,
                            change -> sections.broadcast(change.in(section.id())),
                            monitor),
                    key.token(),
                    sockets,
                    server,
                    end);
        } catch (ExecutionException | TimeoutException failure) {
            end.run();
            throw failure;
        }
    }

    private static Server bind(ActorSystem<?> system, ServerSettings like, Route route, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        var settings = new ServerSettings(
                LOOPBACK,
                0,
                like.backlog(),
                UNLIMITED,
                UNLIMITED,
                like.stallTimeout(),
                like.idleTimeout(),
                like.sendBufferBytes(),
                like.forPages(),
                like.tls());
        return Server.bind(system, settings, new Proxies(List.of()), route)
                .toCompletableFuture()
                .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Starts a main API that answers every request with the section, at little cost beside the code that is warmed up. */
    private static HttpServer mainApi(byte[] json) throws IOException {
        HttpServer api = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        api.createContext("/", exchange -> {
            exchange.sendResponseHeaders(OK, json.length);
            exchange.getResponseBody().write(json);
            exchange.close();
        });
        api.start();
        return api;
    }

    private static Route route(
            ActorSystem<?> system,
            Settings settings,
            RehearsalKey key,
            ShardedSections sections,
            int apiPort,
            PrometheusMonitor monitor) {
        RestSettings rest = settings.rest();
        var mainApi = new MainApi(
                system,
                new RestSettings(
                        URI.create("http://" + HostAndPort.fromParts(LOOPBACK, apiPort)),
                        "/{id}",
                        Optional.empty(),
                        rest.forwardsClients(),
                        Optional.empty(),
                        rest.timeout(),
                        rest.maxConcurrent(),
                        rest.maxBytes(),
                        rest.breaker(),
                        rest.kindsByArray(),
                        rest.linkKinds(),
                        rest.trust()));
        var gate = new SnapshotGate(settings.joins(), SnapshotGate.Pace.ANY, system.executionContext());
        var tokens = key.verifier();
        var access = new RoleAccessPolicy(Set.of(RehearsalKey.ROLE), Set.of());
        var admission = new Admission(new Admission.Limits(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED));
        var connections = new Connections(
                new JoinSection(sections, new MeasuredSnapshots(mainApi, monitor), gate),
                tokens,
                access,
                new SignedCursors(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8)),
                admission,
                settings.transport().client(),
                new Feeds(
                        system,
                        sections,
                        settings.section().bound(),
                        settings.section().log().maxBytes(),
                        settings.transport().longestPause()),
                monitor,
                system,
                ConnectionLog.NONE);
        return new SectionRoute(
                        tokens,
                        access,
                        settings.transport().origins(),
                        admission,
                        connections,
                        settings.transport().subprotocols(),
                        Optional.empty(),
                        monitor)
                .route();
    }

    /** Connects a viewer, which has sent its handshake. */
    WarmUpClient connect(boolean resumable, Duration patience) throws IOException {
        return WarmUpClient.ask(
                sockets,
                server.address(),
                "/ws/restaurant/" + section.id() + (resumable ? "?resume=true" : ""),
                token,
                patience);
    }

    /** @return the number of these records that the section's log has appended */
    int publish(int records, Duration patience) throws InterruptedException, ExecutionException, TimeoutException {
        Instant recordedAt = Instant.now();
        var outcomes = new ArrayList<CompletionStage<TopicHandler.Outcome>>();
        for (int record = 0; record < records; record++) {
            outcomes.add(handlers.handle(section.nextRecord(recordedAt)));
        }
        int told = 0;
        for (CompletionStage<TopicHandler.Outcome> outcome : outcomes) {
            TopicHandler.Outcome decided =
                    outcome.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (decided instanceof TopicHandler.Routed routed && routed.outcome() == AppendOutcome.APPENDED) {
                told++;
            }
        }
        return told;
    }

    /** Stops all parts. */
    @Override
    public void close() {
        server.unbind();
        server.abort();
        end.run();
    }
}
