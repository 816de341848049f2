package com.mesaya.realtime.infrastructure.rest;

import com.mesaya.realtime.application.SnapshotSource;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Authorization;
import org.apache.pekko.http.javadsl.model.headers.HttpCredentials;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.http.javadsl.settings.ConnectionPoolSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the main API for sections, with one request each and never a second try. Thread-safe. */
public final class MainApi implements SnapshotSource {

    private static final Logger LOG = LoggerFactory.getLogger(MainApi.class);

    private final ActorSystem<?> system;
    private final RestSettings settings;
    private final SnapshotReader reader;
    private final ConnectionPoolSettings pool;

    public MainApi(ActorSystem<?> system, RestSettings settings) {
        this.system = system;
        this.settings = settings;
        this.reader = new SnapshotReader(settings.kindsByArray());
        this.pool = ConnectionPoolSettings.create(system.classicSystem())
                .withMaxConnections(settings.maxConcurrent())
                .withMaxRetries(0)
                .withConnectionSettings(ClientConnectionSettings.create(system.classicSystem())
                        .withConnectingTimeout(settings.timeout())
                        .withIdleTimeout(settings.timeout()));
    }

    @Override
    public CompletionStage<Answer> snapshotOf(SectionId section, String token) {
        var request = HttpRequest.GET(settings.urlOf(section))
                .addHeader(Authorization.create(HttpCredentials.createOAuth2BearerToken(token)));
        return Http.get(system)
                .singleRequest(
                        request,
                        Http.get(system).defaultClientHttpsContext(),
                        pool,
                        system.classicSystem().log())
                .thenCompose(this::read)
                .toCompletableFuture()
                .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    LOG.warn("No snapshot of section {}: {}", section, failure.toString());
                    return new Unavailable(ErrorCode.SNAPSHOT_UNAVAILABLE);
                });
    }

    private CompletionStage<Answer> read(HttpResponse response) {
        int status = response.status().intValue();
        if (status == 200) {
            return response.entity()
                    .withSizeLimit(settings.maxBytes())
                    .toStrict(settings.timeout().toMillis(), Long.MAX_VALUE, system)
                    .thenApply(entity -> read(entity.getData().toArray()));
        }
        response.discardEntityBytes(system);
        return CompletableFuture.completedStage(new Unavailable(
                switch (status) {
                    case 401, 403 -> ErrorCode.ACCESS_DENIED;
                    case 404 -> ErrorCode.SECTION_NOT_FOUND;
                    default -> {
                        LOG.warn("The main API answered {} to a request for a section", status);
                        yield ErrorCode.SNAPSHOT_UNAVAILABLE;
                    }
                }));
    }

    private Answer read(byte[] json) {
        try {
            return new Found(reader.read(json));
        } catch (IOException malformed) {
            LOG.warn("The main API's answer is no section: not one JSON object in UTF-8");
            return new Unavailable(ErrorCode.SNAPSHOT_UNAVAILABLE);
        }
    }
}
