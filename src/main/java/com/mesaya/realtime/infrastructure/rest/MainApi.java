package com.mesaya.realtime.infrastructure.rest;

import com.mesaya.realtime.application.ReadinessCheck;
import com.mesaya.realtime.application.SnapshotSource;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.InPlace;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Authorization;
import org.apache.pekko.http.javadsl.model.headers.HttpCredentials;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.http.javadsl.settings.ConnectionPoolSettings;
import org.apache.pekko.http.scaladsl.model.ExceptionWithErrorInfo;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the main API for sections, with one request each and never a second try. When it is in trouble it isn't asked for a
 * while; then one request finds out whether it has recovered. Thread-safe.
 */
public final class MainApi implements SnapshotSource, ReadinessCheck {

    private static final Logger LOG = LoggerFactory.getLogger(MainApi.class);
    private static final int MAX_ERROR_BYTES = 64 * 1024;

    private final ActorSystem<?> system;
    private final RestSettings settings;
    private final SnapshotReader reader;
    private final ConnectionPoolSettings pool;
    private final ApiBreaker breaker;
    private final SparingLog failures = new SparingLog(LOG, InstantSource.system());

    public MainApi(ActorSystem<?> system, RestSettings settings) {
        this.system = system;
        this.settings = settings;
        this.reader = new SnapshotReader(settings.kindsByArray(), settings.linkKinds());
        this.pool = ConnectionPoolSettings.create(system.classicSystem())
                .withMaxConnections(settings.maxConcurrent())
                .withMaxRetries(0)
                .withMaxConnectionLifetime(settings.connectionLifetime())
                .withConnectionSettings(ClientConnectionSettings.create(system.classicSystem())
                        .withConnectingTimeout(settings.timeout())
                        .withIdleTimeout(settings.timeout())
                        .withTransport(new EndingTransport(settings.connectionEnd())));
        this.breaker = new ApiBreaker(system, settings.breaker(), settings.timeout());
    }

    @Override
    public CompletionStage<Answer> snapshotOf(SectionId section, String token) {
        return breaker.call(section, () -> ask(section, token)).exceptionally(failure -> {
            Throwable cause = ApiBreaker.causeOf(failure);
            if (!(cause instanceof CircuitBreakerOpenException)) {
                failures.warn("No snapshot of section " + section + ": " + reason(cause));
            }
            return new Unavailable(ErrorCode.SNAPSHOT_UNAVAILABLE);
        });
    }

    private CompletionStage<Answer> ask(SectionId section, String token) {
        var request = HttpRequest.GET(settings.urlOf(section))
                .addHeader(Authorization.create(HttpCredentials.createOAuth2BearerToken(token)));
        CompletionStage<HttpResponse> response = Http.get(system)
                .singleRequest(
                        request,
                        Http.get(system).defaultClientHttpsContext(),
                        pool,
                        system.classicSystem().log());
        return InPlace.of(response).thenCompose(this::read);
    }

    private CompletionStage<Answer> read(HttpResponse response) {
        int status = response.status().intValue();
        if (status == 200) {
            CompletionStage<HttpEntity.Strict> whole = response.entity()
                    .withSizeLimit(settings.maxBytes())
                    .toStrict(settings.timeout().toMillis(), Long.MAX_VALUE, system);
            return InPlace.of(whole).thenApply(entity -> read(entity.getData().toArray()));
        }
        discard(response);
        if (MainApiError.isMeantBy(status)) {
            return CompletableFuture.failedStage(new MainApiError(status));
        }
        return CompletableFuture.completedStage(new Unavailable(
                switch (status) {
                    case 401, 403 -> ErrorCode.ACCESS_DENIED;
                    case 404 -> ErrorCode.SECTION_NOT_FOUND;
                    default -> {
                        failures.warn("The main API answered " + status + " to a request for a section");
                        yield ErrorCode.SNAPSHOT_UNAVAILABLE;
                    }
                }));
    }

    /** Reads a short body, so that the connection can be used again, and cuts off any other. */
    @SuppressWarnings("FutureReturnValueIgnored") // a body that fails is as good as one that is read
    private void discard(HttpResponse response) {
        response.entity()
                .withSizeLimit(MAX_ERROR_BYTES)
                .toStrict(settings.timeout().toMillis(), Long.MAX_VALUE, system);
    }

    private Answer read(byte[] json) {
        try {
            return new Found(reader.read(json));
        } catch (IOException malformed) {
            failures.warn("The main API's answer is no section: not one JSON object in UTF-8");
            return new Unavailable(ErrorCode.SNAPSHOT_UNAVAILABLE);
        }
    }

    /** In words, without any of what the main API sent. */
    private static String reason(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return "no answer in time";
        }
        return cause instanceof ExceptionWithErrorInfo known ? known.info().summary() : cause.toString();
    }

    @Override
    public List<String> degradedWithout() {
        return breaker.isAsked() ? List.of() : List.of("the main API to answer");
    }
}
