package com.mesaya.realtime.transport.server;

import com.mesaya.realtime.application.FailureSite;
import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.transport.Errors;
import com.mesaya.realtime.transport.admission.ClientAddress;
import com.mesaya.realtime.transport.admission.Proxies;
import com.mesaya.realtime.transport.admission.Quota;
import com.mesaya.realtime.transport.feed.Heartbeat;
import com.mesaya.realtime.transport.feed.Line;
import com.mesaya.realtime.transport.feed.LiveMerge;
import com.mesaya.realtime.transport.tls.TlsCertificates;
import com.mesaya.realtime.transport.tls.TlsFilesException;
import com.mesaya.realtime.transport.websocket.Handshakes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.ExtendedActorSystem;
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
import org.apache.pekko.io.TcpMessage;
import org.apache.pekko.io.TcpSO;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.TLSClosing;
import org.apache.pekko.stream.TLSProtocol.SendBytes;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.TLS;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bound HTTP port, which connects sockets with routes. Thread-safe. */
public final class Server {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private static final AtomicLong LISTENERS = new AtomicLong();

    /** A power of two above the number of TLS records that a server sends in a handshake. */
    private static final int HANDSHAKE_RECORDS = 8;

    /** The request attribute with the client's address. */
    public static final AttributeKey<ClientAddress> CLIENT = AttributeKey.create("client", ClientAddress.class);

    /** The request attribute with the connection of the request. */
    public static final AttributeKey<Line> LINE = AttributeKey.create("line", Line.class);

    private final ServerSettings settings;
    private final Proxies proxies;
    private final Function<HttpRequest, CompletionStage<HttpResponse>> handler;
    private final Quota sockets;
    private final Materializer materializer;
    private final BidiFlow<HttpResponse, SslTlsOutbound, SslTlsInbound, HttpRequest, NotUsed> http;
    private final Optional<TlsCertificates> certificates;
    private final Heartbeat heartbeat;
    private final ActorRef listener;
    private final CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
    private final CompletableFuture<Done> ended = new CompletableFuture<>();

    private Server(ActorSystem<?> system, ServerSettings settings, Proxies proxies, Route route)
            throws TlsFilesException {
        this.settings = settings;
        this.proxies = proxies;
        Function<HttpRequest, CompletionStage<HttpResponse>> answers =
                sealed(route).function(system);
        this.handler = request -> InPlace.of(answers.apply(request));
        this.sockets = new Quota(settings.maxSockets(), settings.maxSocketsPerAddress());
        this.materializer = Materializer.createMaterializer(system);
        this.http = http(system);
        this.certificates = settings.tls().isPresent()
                ? Optional.of(TlsCertificates.load(settings.tls().get(), InstantSource.system()))
                : Optional.empty();
        this.heartbeat = new Heartbeat(settings.stallTimeout(), settings.idleTimeout());
        Cancellable beating = heartbeat.start(system);
        CompletionStage<Done> listening = ended;
        listening.whenComplete((done, failure) -> beating.cancel());
        List<Inet.SocketOption> options =
                settings.sendBufferBytes().<Inet.SocketOption>map(TcpSO::sendBufferSize).stream()
                        .toList();
        var owner = new Listener.Owner(bound, ended, this::accept);
        var address = new InetSocketAddress(settings.host(), settings.port());
        this.listener = ((ExtendedActorSystem) system.classicSystem())
                .systemActorOf(
                        Listener.props(address, settings.backlog(), options, owner),
                        "listener-" + LISTENERS.incrementAndGet());
    }

    /** Binds the port; fails if it can't be bound. */
    public static CompletionStage<Server> bind(
            ActorSystem<?> system, ServerSettings settings, Proxies proxies, Route route) {
        try {
            var server = new Server(system, settings, proxies, route);
            return server.bound.thenApply(address -> server);
        } catch (TlsFilesException wrong) {
            return CompletableFuture.failedStage(wrong);
        }
    }

    /** Returns the local address. */
    public InetSocketAddress address() {
        return bound.join();
    }

    /** Stops accepting connections; open connections stay. */
    public CompletionStage<Done> unbind() {
        listener.tell(Listener.Unbind.INSTANCE, ActorRef.noSender());
        return ended;
    }

    /** Returns a stage that completes, or fails, when the port accepts no more connections. */
    public CompletionStage<Done> whenUnbound() {
        return ended;
    }

    /** Ends all connections. */
    public void abort() {
        heartbeat.abort();
    }

    /** Closes a socket above the limit without an answer. */
    private void accept(ActorRef socket, InetSocketAddress from) {
        InetAddress remote = from.getAddress();
        Optional<String> key =
                proxies.include(remote) ? Optional.empty() : Optional.of(new ClientAddress(remote).quotaKey());
        if (!sockets.enter(key)) {
            socket.tell(TcpMessage.abort(), ActorRef.noSender());
            return;
        }
        try {
            run(socket, remote, new Line(heartbeat, () -> sockets.leave(key)));
        } catch (RuntimeException failure) {
            LOG.error("A connection cannot be served: {}", FailureSite.of(failure));
            sockets.leave(key);
            socket.tell(TcpMessage.abort(), ActorRef.noSender());
        }
    }

    private void run(ActorRef socket, InetAddress remote, Line line) {
        var socketFlow = Flow.fromGraph(new SocketFlow(socket, settings.stallTimeout()));
        Flow<SslTlsOutbound, SslTlsInbound, NotUsed> bytes = certificates
                .map(shown -> BidiFlow.fromGraph(new LiveMerge(line, Optional.empty()))
                        .join(encrypted(shown, socketFlow)))
                .orElseGet(() -> BidiFlow.fromGraph(new LiveMerge(line, Optional.of(socket)))
                        .join(socketFlow));
        Materializer own = materializer.withNamePrefix("connection");
        Flow.of(HttpRequest.class)
                .mapAsync(
                        1,
                        request -> answer(
                                request.addAttribute(LINE, line).addAttribute(Handshakes.MATERIALIZER, own),
                                proxies.clientOf(request, remote)))
                .join(http)
                .join(bytes)
                .run(own);
    }

    /**
     * Adds TLS with small buffers for data that waits for the socket, but with room for the whole answer to a client's hello: if the
     * client goes on while some of that still waits, Pekko aborts the handshake (apache/pekko#442).
     */
    private static Flow<ByteString, ByteString, NotUsed> encrypted(
            TlsCertificates shown, Flow<ByteString, ByteString, NotUsed> socket) {
        return plainInside()
                .atop(TLS.create(shown::engine, session -> {}, TLSClosing.eagerClose()))
                .join(socket.addAttributes(Attributes.inputBuffer(HANDSHAKE_RECORDS, HANDSHAKE_RECORDS)))
                .addAttributes(Attributes.inputBuffer(1, 1));
    }

    /**
     * Builds the HTTP stage that all connections share. It is built once, because its parser's header tree takes longer to build than
     * a join.
     */
    private static BidiFlow<HttpResponse, SslTlsOutbound, SslTlsInbound, HttpRequest, NotUsed> http(
            ActorSystem<?> system) {
        var settings = org.apache.pekko.http.javadsl.settings.ServerSettings.create(system.classicSystem());
        return Http.get(system).serverLayer(settings, Optional.empty());
    }

    private static BidiFlow<ByteString, SslTlsOutbound, SslTlsInbound, ByteString, NotUsed> plainInside() {
        return BidiFlow.fromFlows(
                Flow.of(ByteString.class).map(SendBytes::new),
                Flow.of(SslTlsInbound.class).collectType(SessionBytes.class).map(SessionBytes::bytes));
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

    /** Returns the route with the service's own answers to rejections and failures. */
    public static Route sealed(Route route) {
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
