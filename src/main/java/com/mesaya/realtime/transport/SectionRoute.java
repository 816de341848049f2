package com.mesaya.realtime.transport;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.mesaya.realtime.application.AccessPolicy;
import com.mesaya.realtime.application.CursorSigner;
import com.mesaya.realtime.application.JoinSection;
import com.mesaya.realtime.application.SectionMonitor;
import com.mesaya.realtime.application.TokenVerifier;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.model.headers.Authorization;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;

/**
 * {@code GET /ws/restaurant/{sectionId}/{jwtToken}} with an Upgrade (contract, section 1). Whoever fails a check is
 * answered with an error before the upgrade. Thread-safe.
 */
public final class SectionRoute extends AllDirectives {

    private static final String BEARER = "bearer";
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final TokenVerifier tokens;
    private final AccessPolicy access;
    private final JoinSection joinSection;
    private final CursorSigner cursors;
    private final SectionMonitor monitor;
    private final Materializer materializer;
    private final Set<SectionConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    public SectionRoute(
            TokenVerifier tokens,
            AccessPolicy access,
            JoinSection joinSection,
            CursorSigner cursors,
            SectionMonitor monitor,
            Materializer materializer) {
        this.tokens = tokens;
        this.access = access;
        this.joinSection = joinSection;
        this.cursors = cursors;
        this.monitor = monitor;
        this.materializer = materializer;
    }

    /** The route. */
    public Route route() {
        return pathPrefix(
                segment("ws").slash("restaurant").slash(segment()),
                section -> get(() -> concat(
                        pathEndOrSingleSlash(
                                () -> extractRequest(request -> complete(answer(request, section, tokenIn(request))))),
                        path(
                                segment(),
                                token -> extractRequest(
                                        request -> complete(answer(request, section, Optional.of(token))))))));
    }

    /**
     * Closes all connections because the service stops, and lets no more in. Completes when they are gone, or after a
     * while: who takes nothing from its socket can't be told.
     */
    public CompletionStage<Done> close() {
        stopping = true;
        CompletableFuture<?>[] ended = connections.stream()
                .map(connection -> connection.close(CloseReason.SERVER_STOPPING).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(ended)
                .<Done>thenApply(all -> Done.getInstance())
                .completeOnTimeout(Done.getInstance(), CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Optional<String> tokenIn(HttpRequest request) {
        Optional<String> bearer = request.getHeader(Authorization.class)
                .map(Authorization::credentials)
                .filter(credentials -> credentials.scheme().equalsIgnoreCase(BEARER))
                .map(credentials -> credentials.token());
        return bearer.or(() -> request.getUri().query().get("token")).filter(token -> !token.isEmpty());
    }

    private HttpResponse answer(HttpRequest request, String sectionText, Optional<String> token) {
        Optional<SectionId> section = SectionId.parse(sectionText);
        if (section.isEmpty()) {
            return refuse(ErrorCode.INVALID_SECTION);
        }
        if (token.isEmpty()) {
            return refuse(ErrorCode.TOKEN_MISSING);
        }
        TokenVerifier.Verdict verdict =
                tokens.verify(token.get()).toCompletableFuture().join();
        if (verdict instanceof TokenVerifier.Refused refused) {
            return refuse(refused.code());
        }
        Viewer viewer = ((TokenVerifier.Verified) verdict).viewer();
        if (!access.permits(viewer, section.get())) {
            return refuse(ErrorCode.ACCESS_DENIED);
        }
        if (stopping) {
            return refuse(ErrorCode.STOPPING);
        }
        return request.getAttribute(AttributeKeys.webSocketUpgrade)
                .map(upgrade -> upgrade.handleMessagesWith(WebSocketFlow.of(
                        connect(request.getUri().query(), section.get(), viewer, token.get()), materializer)))
                .orElseGet(() -> refuse(ErrorCode.UPGRADE_REQUIRED)
                        .addHeader(RawHeader.create("Upgrade", "websocket"))
                        .addHeader(RawHeader.create("Sec-WebSocket-Version", "13")));
    }

    private Source<Outbound, NotUsed> connect(Query query, SectionId section, Viewer viewer, String token) {
        Optional<String> cursor = query.get("cursor");
        boolean resumable =
                cursor.isPresent() || query.get("resume").filter("true"::equals).isPresent();
        var request = new JoinSection.Request(
                section, token, resumable, cursor.flatMap(text -> cursors.verify(text, section, viewer)));
        var frames = new Frames(section, viewer, resumable, cursors);
        var connection = new SectionConnection(joinSection, request, frames, monitor, InstantSource.system());
        return connection.outbound().mapMaterializedValue(started -> {
            connections.add(connection);
            connection.ended().thenRun(() -> connections.remove(connection));
            if (stopping) {
                connection.close(CloseReason.SERVER_STOPPING);
            }
            return started;
        });
    }

    private HttpResponse refuse(ErrorCode code) {
        monitor.joinRefused(code);
        return Errors.response(code);
    }
}
