package com.mesaya.realtime.transport.routes;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.mesaya.realtime.application.access.AccessPolicy;
import com.mesaya.realtime.application.access.TokenVerifier;
import com.mesaya.realtime.application.monitor.RefusalMonitor;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.transport.Errors;
import com.mesaya.realtime.transport.admission.Admission;
import com.mesaya.realtime.transport.admission.AllowedOrigins;
import com.mesaya.realtime.transport.admission.ClientAddress;
import com.mesaya.realtime.transport.compression.Compression;
import com.mesaya.realtime.transport.compression.Offers;
import com.mesaya.realtime.transport.server.Server;
import com.mesaya.realtime.transport.websocket.Connections;
import com.mesaya.realtime.transport.websocket.EventStreams;
import com.mesaya.realtime.transport.websocket.Handshakes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Authorization;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * The routes {@code GET /ws/restaurant/{sectionId}/{jwtToken}} with an Upgrade (contract, section 1), and the same with {@code /sse}
 * for an event stream. A request that fails a check is answered with an error before the connection begins; the cheap checks come
 * first. Thread-safe.
 */
public final class SectionRoute extends AllDirectives {

    private static final String BEARER = "bearer";

    private final Handshakes handshakes = new Handshakes();
    private final TokenVerifier tokens;
    private final AccessPolicy access;
    private final AllowedOrigins origins;
    private final Admission admission;
    private final Connections connections;
    private final Subprotocols subprotocols;
    private final Optional<Compression> compression;
    private final RefusalMonitor monitor;

    /** @param compression compresses for the clients that offer it; empty for none */
    public SectionRoute(
            TokenVerifier tokens,
            AccessPolicy access,
            AllowedOrigins origins,
            Admission admission,
            Connections connections,
            Subprotocols subprotocols,
            Optional<Compression> compression,
            RefusalMonitor monitor) {
        this.tokens = tokens;
        this.access = access;
        this.origins = origins;
        this.admission = admission;
        this.connections = connections;
        this.subprotocols = subprotocols;
        this.compression = compression;
        this.monitor = monitor;
    }

    /** Returns the routes. */
    public Route route() {
        return concat(
                watching("ws", this::upgrade),
                watching("sse", this::stream),
                pathPrefix(segment("sse").slash("restaurant"), () -> options(() -> extractRequest(this::preflight))));
    }

    /** @param answer answers an admitted request */
    private Route watching(String way, Function<Connections.Admitted, HttpResponse> answer) {
        return pathPrefix(
                segment(way).slash("restaurant").slash(segment()),
                section -> get(() -> concat(
                        pathEndOrSingleSlash(() -> extractRequest(
                                request -> completeWithFuture(answer(request, section, tokenIn(request), answer)))),
                        path(
                                segment(),
                                token -> extractRequest(request ->
                                        completeWithFuture(answer(request, section, Optional.of(token), answer)))))));
    }

    private Route preflight(HttpRequest request) {
        if (!request.entity().isStrict()) {
            // Pekko HTTP would log the address of a request that is answered before its body is here.
            return complete(refusal(ErrorCode.BAD_REQUEST));
        }
        return complete(origins.permit(request) ? EventStreams.allow(request) : refusal(ErrorCode.ORIGIN_DENIED));
    }

    private Optional<String> tokenIn(HttpRequest request) {
        Optional<String> bearer = request.getHeader(Authorization.class)
                .map(Authorization::credentials)
                .filter(credentials -> credentials.scheme().equalsIgnoreCase(BEARER))
                .map(credentials -> credentials.token());
        return bearer.or(() -> request.getUri().query().get("token"))
                .filter(token -> !token.isEmpty())
                .or(() -> request.getAttribute(AttributeKeys.webSocketUpgrade)
                        .flatMap(upgrade -> subprotocols.token(offered(upgrade))));
    }

    private static List<String> offered(WebSocketUpgrade upgrade) {
        var offered = new ArrayList<String>();
        upgrade.getRequestedProtocols().forEach(offered::add);
        return offered;
    }

    private CompletionStage<HttpResponse> answer(
            HttpRequest request,
            String sectionText,
            Optional<String> token,
            Function<Connections.Admitted, HttpResponse> answer) {
        Optional<SectionId> section = SectionId.parse(sectionText);
        if (section.isEmpty()) {
            return refuse(ErrorCode.INVALID_SECTION);
        }
        if (!request.entity().isStrict()) {
            // Pekko HTTP would log the address, which may contain a token, if it answered before it has the body.
            return refuse(ErrorCode.BAD_REQUEST);
        }
        if (connections.isClosing()) {
            return refuse(ErrorCode.STOPPING);
        }
        if (!origins.permit(request)) {
            return refuse(ErrorCode.ORIGIN_DENIED);
        }
        if (token.isEmpty()) {
            return refuse(ErrorCode.TOKEN_MISSING);
        }
        ClientAddress address = request.getAttribute(Server.CLIENT).orElseThrow();
        if (!admission.takesHandshake(address)) {
            return refuse(ErrorCode.OVERLOADED);
        }
        return tokens.verify(token.get())
                .thenApply(verdict -> verdict instanceof TokenVerifier.Verified verified
                        ? admit(
                                new Connections.Admitted(
                                        request,
                                        section.get(),
                                        verified.viewer(),
                                        token.get(),
                                        address,
                                        request.getAttribute(Server.LINE).orElseThrow()),
                                answer)
                        : refusal(((TokenVerifier.Refused) verdict).code()));
    }

    private HttpResponse admit(Connections.Admitted admitted, Function<Connections.Admitted, HttpResponse> answer) {
        Viewer viewer = admitted.viewer();
        if (!access.permits(viewer, admitted.section())) {
            return refusal(ErrorCode.ACCESS_DENIED);
        }
        return admission
                .refusal(viewer.userId(), admitted.address())
                .map(this::refusal)
                .orElseGet(() -> answer.apply(admitted));
    }

    private HttpResponse upgrade(Connections.Admitted admitted) {
        HttpRequest request = admitted.request();
        return request.getAttribute(AttributeKeys.webSocketUpgrade)
                .map(upgrade -> upgrade(admitted, upgrade))
                .orElseGet(() -> refusal(ErrorCode.UPGRADE_REQUIRED)
                        .addHeader(RawHeader.create("Upgrade", "websocket"))
                        .addHeader(RawHeader.create("Sec-WebSocket-Version", "13")));
    }

    private HttpResponse upgrade(Connections.Admitted admitted, WebSocketUpgrade upgrade) {
        Optional<String> extension =
                compression.flatMap(offered -> Offers.answer(Handshakes.offeredExtensions(admitted.request())));
        return handshakes.accept(
                admitted.request(),
                upgrade,
                subprotocols.chosen(offered(upgrade)),
                extension,
                connections.connect(
                        admitted, extension.flatMap(agreed -> compression).orElse(Compression.NONE)));
    }

    private HttpResponse stream(Connections.Admitted admitted) {
        Compression agreed = compression
                .filter(offered -> EventStreams.asksForGzip(admitted.request()))
                .orElse(Compression.NONE);
        return EventStreams.accept(
                admitted.request(), agreed != Compression.NONE, connections.stream(admitted, agreed));
    }

    private CompletionStage<HttpResponse> refuse(ErrorCode code) {
        return CompletableFuture.completedStage(refusal(code));
    }

    private HttpResponse refusal(ErrorCode code) {
        monitor.joinRefused(code);
        return Errors.response(code);
    }
}
