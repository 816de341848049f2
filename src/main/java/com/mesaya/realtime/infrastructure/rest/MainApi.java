package com.mesaya.realtime.infrastructure.rest;

import com.google.common.net.InetAddresses;
import com.mesaya.realtime.application.Failures;
import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.application.join.SnapshotSource;
import com.mesaya.realtime.application.operations.ReadinessCheck;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.http.javadsl.settings.ConnectionPoolSettings;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.scaladsl.model.ExceptionWithErrorInfo;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests sections from the main API, with one request each and no retry. While the API fails, requests are suspended; then one
 * request tests whether it has recovered. Thread-safe.
 */
public final class MainApi implements SnapshotSource, ReadinessCheck {

    private static final Logger LOG = LoggerFactory.getLogger(MainApi.class);
    private static final InstantSource CLOCK = InstantSource.system();
    private static final int MAX_ERROR_BYTES = 64 * 1024;
    private static final int FIRST_REDIRECTION = 300;

    /** Timeouts, conflicts, locks and "too early": the answer to a later request may differ. */
    private static final Set<Integer> MAY_CHANGE = Set.of(408, 409, 423, 424, 425);

    private final ActorSystem<?> system;
    private final RestSettings settings;
    private final SnapshotReader reader;
    private final ConnectionPoolSettings pool;
    private final ApiBreaker breaker;
    private final RateLimitedLog failures = new RateLimitedLog(LOG, CLOCK);
    private final UnknownSections unknown = new UnknownSections();

    public MainApi(ActorSystem<?> system, RestSettings settings) {
        this.system = system;
        this.settings = settings;
        this.reader = new SnapshotReader(
                settings.kindsByArray(), settings.linkKinds(), settings.trust(), settings.sectionPointer());
        this.pool = ConnectionPoolSettings.create(system.classicSystem())
                .withMaxConnections(settings.maxConcurrent())
                .withMaxRetries(0)
                .withMaxConnectionLifetime(settings.connectionLifetime())
                .withConnectionSettings(ClientConnectionSettings.create(system.classicSystem())
                        .withConnectingTimeout(settings.timeout())
                        .withIdleTimeout(settings.timeout())
                        .withParserSettings(
                                ParserSettings.forClient(system.classicSystem()).withMaxChunkSize(settings.maxBytes()))
                        .withTransport(new EndingTransport(settings.connectionEnd())));
        this.breaker = new ApiBreaker(system, settings.breaker(), settings.timeout());
    }

    @Override
    public CompletionStage<Answer> snapshotOf(SectionId section, String token, InetAddress client) {
        return breaker.call(section, () -> ask(section, token, client)).exceptionally(failure -> {
            Throwable cause = Failures.causeOf(failure);
            Duration pause = cause instanceof MainApiError error ? error.pause() : null;
            if (pause != null) {
                failures.warn("The main API's rate limit refused the request; it is repeated for section " + section
                        + " in " + pause.toMillis() + " ms");
                return new Postponed(pause, !settings.forwardsClients());
            }
            if (!(cause instanceof CircuitBreakerOpenException)) {
                failures.warn("No snapshot of section " + section + ": " + reason(cause));
            }
            return new Unavailable(ErrorCode.SNAPSHOT_UNAVAILABLE);
        });
    }

    private CompletionStage<Answer> ask(SectionId section, String token, InetAddress client) {
        Instant askedAt = CLOCK.instant();
        var get = HttpRequest.GET(settings.urlOf(section))
                .addHeader(Authorization.create(HttpCredentials.createOAuth2BearerToken(token)));
        var request = settings.forwardsClients()
                ? get.addHeader(RawHeader.create("X-Forwarded-For", InetAddresses.toAddrString(client)))
                : get;
        CompletionStage<HttpResponse> response = Http.get(system)
                .singleRequest(
                        request,
                        Http.get(system).defaultClientHttpsContext(),
                        pool,
                        system.classicSystem().log());
        return InPlace.of(response).thenCompose(answer -> read(answer, section, askedAt));
    }

    private CompletionStage<Answer> read(HttpResponse response, SectionId section, Instant askedAt) {
        int status = response.status().intValue();
        if (status == 200) {
            CompletionStage<HttpEntity.Strict> whole = response.entity()
                    .withSizeLimit(settings.maxBytes())
                    .toStrict(settings.timeout().toMillis(), Long.MAX_VALUE, system);
            return InPlace.of(whole).thenApply(entity -> read(entity.getData().toArray(), section, askedAt));
        }
        discard(response);
        if (MainApiError.isMeantBy(status)) {
            Duration retryAfter = RetryAfter.of(response, CLOCK).orElse(null);
            return CompletableFuture.failedStage(new MainApiError(status, retryAfter));
        }
        return CompletableFuture.completedStage(refusal(status, section));
    }

    private Unavailable refusal(int status, SectionId section) {
        switch (status) {
            case 401, 403 -> {
                return new Unavailable(ErrorCode.ACCESS_DENIED);
            }
            case 404 -> {
                if (unknown.areAll(section)) {
                    failures.warn(
                            "The main API has answered 404 to every request for a section so far; the requested path is "
                                    + settings.sectionPath()
                                    + ": if it is wrong, set REST_SECTION_PATH; today's API has"
                                    + " /api/v1/sections/{id}");
                }
                return new Unavailable(ErrorCode.SECTION_NOT_FOUND);
            }
            case 410 -> {
                return new Unavailable(ErrorCode.SECTION_DELETED);
            }
            default -> {
                failures.warn("The main API answered " + status + " to the request for section " + section);
                return status < FIRST_REDIRECTION || MAY_CHANGE.contains(status)
                        ? new Unavailable(ErrorCode.SNAPSHOT_UNAVAILABLE)
                        : new Unavailable(ErrorCode.SECTION_REFUSED, OptionalInt.of(status));
            }
        }
    }

    /** Reads a short body, so that the connection can be reused, and cuts off any other. */
    private void discard(HttpResponse response) {
        // A failed body has the same effect as one that was read.
        var unused = InPlace.of(response.entity()
                .withSizeLimit(MAX_ERROR_BYTES)
                .toStrict(settings.timeout().toMillis(), Long.MAX_VALUE, system));
    }

    private Answer read(byte[] json, SectionId section, Instant askedAt) {
        try {
            Optional<Snapshot> snapshot = reader.read(json, section, askedAt);
            if (snapshot.isEmpty()) {
                failures.warn("The main API's answer does not contain section " + section
                        + ": neither the answer nor its member"
                        + " \"data\" has that id, or the value at REST_SECTION_POINTER does not");
                return new Unavailable(ErrorCode.SNAPSHOT_INVALID);
            }
            unknown.noteKnown();
            return new Found(snapshot.get());
        } catch (IOException malformed) {
            failures.warn("The main API's answer is not a section: it must be one JSON object in UTF-8");
            return new Unavailable(ErrorCode.SNAPSHOT_UNAVAILABLE);
        }
    }

    /** Returns the reason in words, without any part of the main API's answer. */
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
