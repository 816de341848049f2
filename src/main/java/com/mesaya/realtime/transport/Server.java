package com.mesaya.realtime.transport;

import com.mesaya.realtime.application.FailureSite;
import com.mesaya.realtime.domain.ErrorCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.io.Inet;
import org.apache.pekko.io.TcpSO;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.TLSClosing;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.duration.Duration;

/** A bound HTTP port: the one place where routes meet sockets. Thread-safe. */
public final class Server {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int PINGS_PER_IDLE_TIMEOUT = 3;

    /** Where a request comes from, as an attribute of it. */
    static final AttributeKey<ClientAddress> CLIENT = AttributeKey.create("client", ClientAddress.class);

    private final ActorSystem<?> system;
    private final ServerSettings settings;
    private final Proxies proxies;
    private final Function<HttpRequest, CompletionStage<HttpResponse>> handler;
    private final Quota sockets;
    private final Materializer materializer;
    private final BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http;
    private final SharedKillSwitch connections = KillSwitches.shared("connections");
    private final CompletionStage<Tcp.ServerBinding> binding;
    private final CompletionStage<Done> ended;

    private Server(ActorSystem<?> system, ServerSettings settings, Proxies proxies, Route route) {
        this.system = system;
        this.settings = settings;
        this.proxies = proxies;
        this.handler = sealed(route).function(system);
        this.sockets = new Quota(settings.maxSockets(), settings.maxSocketsPerAddress());
        this.materializer = Materializer.createMaterializer(system);
        this.http = http();
        var running = settings.tls()
                .map(this::encrypted)
                .orElseGet(this::plain)
                .toMat(Sink.foreach(this::accept), Keep.both())
                .run(system);
        this.binding = running.first();
        this.ended = running.second();
    }

    /** Binds the port; fails if it can't be bound. */
    public static CompletionStage<Server> bind(
            ActorSystem<?> system, ServerSettings settings, Proxies proxies, Route route) {
        var server = new Server(system, settings, proxies, route);
        return server.binding.thenApply(bound -> server);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return bound().localAddress();
    }

    /** Accepts no more connections; those there are stay. */
    public CompletionStage<Done> unbind() {
        return bound().unbind().thenApply(unbound -> Done.getInstance());
    }

    /** Completes, or fails, when it accepts no more connections. */
    public CompletionStage<Done> whenUnbound() {
        return ended;
    }

    /** Ends all connections. */
    public void abort() {
        connections.shutdown();
    }

    private Tcp.ServerBinding bound() {
        return binding.toCompletableFuture().join();
    }

    private Source<Tcp.IncomingConnection, CompletionStage<Tcp.ServerBinding>> plain() {
        return Tcp.get(system)
                .bind(settings.host(), settings.port(), settings.backlog(), options(), false, Optional.empty());
    }

    private List<Inet.SocketOption> options() {
        return settings.sendBufferBytes().<Inet.SocketOption>map(TcpSO::sendBufferSize).stream()
                .toList();
    }

    private Source<Tcp.IncomingConnection, CompletionStage<Tcp.ServerBinding>> encrypted(TlsSettings tls) {
        TlsCertificates certificates;
        try {
            certificates = TlsCertificates.load(tls, InstantSource.system());
        } catch (TlsFilesException wrong) {
            return Source.<Tcp.IncomingConnection>failed(wrong)
                    .mapMaterializedValue(unused -> CompletableFuture.failedStage(wrong));
        }
        return Tcp.get(system)
                .bindWithTls(
                        settings.host(),
                        settings.port(),
                        certificates::engine,
                        settings.backlog(),
                        options(),
                        Optional.empty(),
                        session -> Optional.empty(),
                        TLSClosing.eagerClose());
    }

    /** A socket too many is closed without a word: who opens so many isn't owed one. TLS is to keep little of what the socket waits for. */
    private void accept(Tcp.IncomingConnection connection) {
        InetAddress remote = connection.remoteAddress().getAddress();
        Optional<String> key =
                proxies.include(remote) ? Optional.empty() : Optional.of(new ClientAddress(remote).quotaKey());
        if (!sockets.enter(key)) {
            connection.handleWith(Flow.fromSinkAndSource(Sink.cancelled(), Source.empty()), materializer);
            return;
        }
        connection
                .flow()
                .addAttributes(Attributes.inputBuffer(1, 1))
                .watchTermination((unused, done) -> {
                    done.whenComplete((ok, failure) -> sockets.leave(key));
                    return unused;
                })
                .via(connections.flow())
                .join(Flow.of(HttpRequest.class)
                        .mapAsync(1, request -> answer(request, proxies.clientOf(request, remote)))
                        .join(http))
                .run(materializer);
    }

    /** What is the same for all connections, made once: it parses headers by a tree that takes longer to grow than a join. */
    private BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http() {
        var defaults = org.apache.pekko.http.javadsl.settings.ServerSettings.create(system.classicSystem());
        var pings = Duration.create(
                settings.idleTimeout().dividedBy(PINGS_PER_IDLE_TIMEOUT).toMillis(), TimeUnit.MILLISECONDS);
        var serverSettings =
                defaults.withWebsocketSettings(defaults.getWebsocketSettings().withPeriodicKeepAliveMaxIdle(pings));
        return Http.get(system)
                .serverLayer(serverSettings, Optional.empty())
                .atop(plainText())
                .atop(RawFrames.create(settings.stallTimeout(), settings.idleTimeout()));
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request, ClientAddress client) throws Exception {
        request.getHeader(TimeoutAccess.class)
                .ifPresent(limit -> limit.timeoutAccess().updateHandler(late -> tooLate(late, client)));
        return handler.apply(request.addAttribute(CLIENT, client)).thenApply(response -> {
            AccessLog.answered(client, request, response);
            return shown(response);
        });
    }

    private HttpResponse tooLate(HttpRequest request, ClientAddress client) {
        HttpResponse response = Errors.response(ErrorCode.OVERLOADED);
        AccessLog.answered(client, request, response);
        return shown(response);
    }

    private HttpResponse shown(HttpResponse response) {
        return settings.forPages() ? Errors.readable(response) : response;
    }

    /** What {@link TLSPlacebo} delivers is of the type the server layer takes, which Java's type parameters can't say. */
    @SuppressWarnings("unchecked")
    private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> plainText() {
        return (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
                (BidiFlow<?, ?, ?, ?, ?>) TLSPlacebo.getInstance();
    }

    /** The route with an answer of ours to whatever it rejects or fails over. */
    static Route sealed(Route route) {
        var refusal = RejectionHandler.defaultHandler().mapRejectionResponse(Errors::response);
        var failure = ExceptionHandler.newBuilder()
                .matchAny(cause -> {
                    LOG.error("A request failed: {}", FailureSite.of(cause));
                    return Directives.complete(Errors.response(ErrorCode.INTERNAL));
                })
                .build();
        return Directives.handleRejections(refusal, () -> Directives.handleExceptions(failure, () -> route));
    }
}
