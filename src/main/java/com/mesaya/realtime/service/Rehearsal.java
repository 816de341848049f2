package com.mesaya.realtime.service;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.google.common.net.HostAndPort;
import com.mesaya.realtime.application.access.RoleAccessPolicy;
import com.mesaya.realtime.application.join.JoinSection;
import com.mesaya.realtime.application.join.MeasuredSnapshots;
import com.mesaya.realtime.application.join.SnapshotGate;
import com.mesaya.realtime.application.topic.TopicHandler;
import com.mesaya.realtime.application.topic.TopicHandlerRegistry;
import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.config.Settings;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.JwtTokenVerifier;
import com.mesaya.realtime.infrastructure.auth.KeySource;
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
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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
    private static final int ENTITIES = 30;
    private static final int KEY_BITS = 2_048;
    private static final String ROLE = "REHEARSAL";
    private static final Duration TOKEN_LIFE = Duration.ofDays(1);
    private static final String ENTITY =
            "{\"id\":\"%s\",\"%s\":\"%s\",\"number\":7,\"capacity\":4,\"posX\":240,\"posY\":160"
                    + ",\"width\":90,\"height\":90,\"tableImageId\":\"e3b0c442-98fc-4c14-9afb-f4c8996fb924\",\"status\":\"OCCUPIED\""
                    + ",\"isAvailable\":false,\"createdAt\":\"2025-10-12T10:00:00.000Z\",\"updatedAt\":\"%s\"}";
    private static final Instant LONG_AGO = Instant.parse("2025-10-12T10:00:00.000Z");

    private final SectionId section;
    private final TopicHandlerRegistry handlers;
    private final EntityKind kind;
    private final String token;
    private final SocketFactory sockets;
    private final Server server;
    private final Runnable end;
    private long offset;

    private Rehearsal(
            SectionId section,
            TopicHandlerRegistry handlers,
            EntityKind kind,
            String token,
            SocketFactory sockets,
            Server server,
            Runnable end) {
        this.section = section;
        this.handlers = handlers;
        this.kind = kind;
        this.token = token;
        this.sockets = sockets;
        this.server = server;
        this.end = end;
    }

    /** Starts the rehearsal. Blocks until viewers can join. */
    static Rehearsal start(ActorSystem<?> system, Settings settings, Duration patience)
            throws IOException, GeneralSecurityException, InterruptedException, ExecutionException, TimeoutException {
        Optional<TlsSettings> tls = settings.transport().http().tls();
        SocketFactory sockets = tls.isPresent() ? trusting(tls.get()) : SocketFactory.getDefault();
        Algorithm algorithm = algorithm(settings.jwt().keys());
        EntityKind kind = settings.entities().stream()
                .filter(entity -> !entity.sectionField().isEmpty())
                .findFirst()
                .orElseGet(() -> settings.entities().get(0));
        var section = new SectionId(UUID.randomUUID().toString());
        // These metrics are not exported.
        var monitor = new PrometheusMonitor();
        HttpServer api = mainApi(section, kind);
        var isolated = new IsolatedSection(system, section, settings.section(), monitor);
        ShardedSections sections = isolated.sections();
        Runnable end = () -> {
            api.stop(0);
            isolated.close();
        };
        try {
            Route route = route(
                    system, settings, algorithm, sections, api.getAddress().getPort(), monitor);
            Server server = bind(system, settings.transport().http(), route, patience);
            return new Rehearsal(
                    section,
                    Wiring.handlers(
                            settings.entities(), sections, change -> sections.broadcast(change.in(section)), monitor),
                    kind,
                    token(settings.jwt(), algorithm),
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
    private static HttpServer mainApi(SectionId section, EntityKind kind) throws IOException {
        String entities = IntStream.range(0, ENTITIES)
                .mapToObj(entity -> entity(kind, section, entity, LONG_AGO))
                .collect(Collectors.joining(","));
        String json =
                "{\"id\":\"" + section + "\",\"name\":\"Rehearsal\",\"" + kind.plural() + "\":[" + entities + "]}";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        HttpServer api = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        api.createContext("/", exchange -> {
            exchange.sendResponseHeaders(OK, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        api.start();
        return api;
    }

    private static Route route(
            ActorSystem<?> system,
            Settings settings,
            Algorithm algorithm,
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
        var tokens = new JwtTokenVerifier(new JwtSettings(
                new KeySource.OneKey(algorithm),
                settings.jwt().issuer(),
                settings.jwt().audience(),
                settings.jwt().leeway(),
                settings.jwt().expiryRequired(),
                settings.jwt().maxLength()));
        var access = new RoleAccessPolicy(Set.of(ROLE), Set.of());
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
                        monitor)
                .route();
    }

    /** Creates a key of the kind that signs clients' tokens. */
    private static Algorithm algorithm(KeySource keys) throws GeneralSecurityException {
        if (keys instanceof KeySource.OneKey one && one.algorithm().getName().equals("HS256")) {
            return Algorithm.HMAC256(UUID.randomUUID().toString());
        }
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS);
        KeyPair pair = generator.generateKeyPair();
        return Algorithm.RSA256((RSAPublicKey) pair.getPublic(), (RSAPrivateKey) pair.getPrivate());
    }

    private static String token(JwtSettings settings, Algorithm algorithm) {
        Instant now = Instant.now();
        return JWT.create()
                .withSubject("rehearsal")
                .withIssuer(settings.issuer())
                .withAudience(settings.audience().toArray(String[]::new))
                .withClaim("roles", List.of(ROLE))
                .withClaim("permissions", List.of())
                .withIssuedAt(now)
                .withExpiresAt(now.plus(TOKEN_LIFE))
                .sign(algorithm);
    }

    /** Returns a socket factory that trusts only the service's own certificate. */
    private static SocketFactory trusting(TlsSettings tls) throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(tls.certFile())) {
            trusted.setCertificateEntry(
                    "own", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    /** Connects a viewer, which has sent its handshake. */
    WarmUpClient connect(boolean resumable, Duration patience) throws IOException {
        return WarmUpClient.ask(
                sockets,
                server.address(),
                "/ws/restaurant/" + section + (resumable ? "?resume=true" : ""),
                token,
                patience);
    }

    /** @return the number of these records that the section's log has appended */
    int publish(int records, Duration patience) throws InterruptedException, ExecutionException, TimeoutException {
        String topic = kind.topic() + ".updated";
        Instant recordedAt = Instant.now();
        var outcomes = new ArrayList<CompletionStage<TopicHandler.Outcome>>();
        for (int record = 0; record < records; record++) {
            int entity = (int) (offset % ENTITIES);
            Instant updatedAt = LONG_AGO.plusMillis(offset + 1);
            String envelope =
                    "{\"action\":\"" + kind.name() + ".updated\",\"entityId\":\"" + id(entity) + "\",\"entity\":"
                            + entity(kind, section, entity, updatedAt) + ",\"timestamp\":\"" + updatedAt + "\"}";
            outcomes.add(handlers.handle(new TopicRecord(
                    new Origin(topic, 0, offset++, recordedAt), envelope.getBytes(StandardCharsets.UTF_8))));
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

    private static String entity(EntityKind kind, SectionId section, int entity, Instant updatedAt) {
        return ENTITY.formatted(id(entity), kind.sectionField(), section, updatedAt);
    }

    private static String id(int entity) {
        return "entity-" + entity;
    }

    /** Stops all parts. */
    @Override
    public void close() {
        server.unbind();
        server.abort();
        end.run();
    }
}
