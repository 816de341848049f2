package com.mesaya.realtime.transport;

import com.mesaya.realtime.domain.ErrorCode;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
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

    private final Tcp.ServerBinding binding;
    private final SharedKillSwitch connections;

    private Server(Tcp.ServerBinding binding, SharedKillSwitch connections) {
        this.binding = binding;
        this.connections = connections;
    }

    /** Binds the port; fails if it can't be bound. */
    public static CompletionStage<Server> bind(ActorSystem<?> system, ServerSettings settings, Route route) {
        SharedKillSwitch connections = KillSwitches.shared("connections");
        Function<HttpRequest, CompletionStage<HttpResponse>> handler =
                sealed(route).function(system);
        return Tcp.get(system)
                .bind(settings.host(), settings.port(), settings.backlog(), List.of(), false, Optional.empty())
                .to(Sink.foreach(connection -> connection
                        .flow()
                        .via(connections.flow())
                        .join(http(system, settings, connection.remoteAddress(), handler))
                        .run(system)))
                .run(system)
                .thenApply(binding -> new Server(binding, connections));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /** Accepts no more connections; those there are stay. */
    public CompletionStage<Done> unbind() {
        return binding.unbind().thenApply(unbound -> Done.getInstance());
    }

    /** Ends all connections. */
    public void abort() {
        connections.shutdown();
    }

    private static Flow<ByteString, ByteString, NotUsed> http(
            ActorSystem<?> system,
            ServerSettings settings,
            InetSocketAddress remote,
            Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
        var defaults = org.apache.pekko.http.javadsl.settings.ServerSettings.create(system.classicSystem());
        var pings = Duration.create(
                settings.idleTimeout().dividedBy(PINGS_PER_IDLE_TIMEOUT).toMillis(), TimeUnit.MILLISECONDS);
        var serverSettings =
                defaults.withWebsocketSettings(defaults.getWebsocketSettings().withPeriodicKeepAliveMaxIdle(pings));
        return Flow.of(HttpRequest.class)
                .mapAsync(1, handler)
                .join(Http.get(system)
                        .serverLayer(serverSettings, Optional.of(remote))
                        .atop(plainText())
                        .atop(RawFrames.create(settings.stallTimeout(), settings.idleTimeout())));
    }

    /** What {@link TLSPlacebo} delivers is of the type the server layer takes, which Java's type parameters can't say. */
    @SuppressWarnings("unchecked")
    private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> plainText() {
        return (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
                (BidiFlow<?, ?, ?, ?, ?>) TLSPlacebo.getInstance();
    }

    private static Route sealed(Route route) {
        var refusal = RejectionHandler.defaultHandler().mapRejectionResponse(Errors::response);
        var failure = ExceptionHandler.newBuilder()
                .matchAny(cause -> {
                    LOG.error("A request failed", cause);
                    return Directives.complete(Errors.response(ErrorCode.INTERNAL));
                })
                .build();
        return Directives.handleRejections(refusal, () -> Directives.handleExceptions(failure, () -> route));
    }
}
