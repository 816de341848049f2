package com.mesaya.realtime.testing;

import static com.mesaya.realtime.testing.Patience.PATIENCE;

import com.mesaya.realtime.cli.Tokens;
import com.mesaya.realtime.config.Settings;
import com.mesaya.realtime.service.Service;
import com.mesaya.realtime.service.Wiring;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The whole service on loopback ports, wired as in production. */
public final class RunningService implements AutoCloseable {

    /** What tokens are signed with. */
    public static final String SECRET = "a secret for tests only";

    private final Service service;

    private RunningService(Service service) {
        this.service = service;
    }

    /** Starts a service and waits until it is ready. */
    public static RunningService start(String brokers, String apiUrl, Map<String, Object> overrides) {
        RunningService running = launch(brokers, apiUrl, overrides);
        try {
            running.service.whenReady().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return running;
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError("the service doesn't get ready", failure);
        }
    }

    /** Starts a service, ready or not. */
    public static RunningService launch(String brokers, String apiUrl, Map<String, Object> overrides) {
        var settings = new HashMap<String, Object>(Map.of(
                "mesaya.http.host",
                "127.0.0.1",
                "mesaya.http.port",
                0,
                "mesaya.admin.port",
                0,
                "mesaya.jwt.secret",
                SECRET,
                "mesaya.jwt.public-key",
                "",
                "mesaya.rest.base-url",
                apiUrl,
                "mesaya.rest.timeout",
                "2s",
                "mesaya.kafka.brokers",
                brokers,
                "mesaya.kafka.group-id",
                "test-" + UUID.randomUUID()));
        settings.put("mesaya.drain.duration", "200ms");
        settings.put("mesaya.warm-up", "off");
        // Members of a group hear at their heartbeats that it shares its partitions out anew.
        settings.put("pekko.kafka.consumer.kafka-clients.heartbeat.interval.ms", "300");
        // Nobody is there to take over from the last node, which is asked once more before it ends.
        settings.put("pekko.cluster.sharding.coordinator-singleton.hand-over-retry-interval", "50ms");
        // Tests of an API that fails aren't to disturb each other.
        settings.put("mesaya.rest.breaker-max-failures", 1_000_000);
        settings.putAll(overrides);
        try {
            Service service = Wiring.start(
                            Settings.from(ConfigFactory.parseMap(settings).withFallback(ConfigFactory.load())))
                    .toCompletableFuture()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return new RunningService(service);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError("the service doesn't start", failure);
        }
    }

    /** A token of an owner. */
    public static String token() {
        return token("OWNER");
    }

    /** A token of someone with one role. */
    public static String token(String role) {
        return Tokens.sign(SECRET, "user-1", List.of(role), List.of(), Duration.ofHours(1));
    }

    /** A token of another owner. */
    public static String tokenOf(String user) {
        return signedWith(SECRET, user);
    }

    /** An owner's token that is signed with another secret. */
    public static String signedWith(String secret, String user) {
        return Tokens.sign(secret, user, List.of("OWNER"), List.of(), Duration.ofHours(1));
    }

    /** An HTTP address of the service. */
    public URI http(String path) {
        return URI.create("http://127.0.0.1:" + service.address().getPort() + path);
    }

    /** An operator's address of the service. */
    public URI admin(String path) {
        return URI.create("http://127.0.0.1:" + service.adminAddress().getPort() + path);
    }

    /** Whether it is ready: the status, and what it says. */
    public HttpResponse<String> readiness() {
        return get(http("/health/ready"));
    }

    /** What it measures, in Prometheus' text format. */
    public String metrics() {
        return get(admin("/metrics")).body();
    }

    private static HttpResponse<String> get(URI address) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    /** The WebSocket address of a section with the rest of the path, as it is. */
    public URI webSocket(String sectionAndRest) {
        return URI.create("ws://127.0.0.1:" + service.address().getPort() + "/ws/restaurant/" + sectionAndRest);
    }

    /** An owner who watches a section. */
    public TestViewer watch(String section) {
        return TestViewer.connect(webSocket(section + "/" + token()));
    }

    @Override
    public void close() {
        try {
            service.stop().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError("the service doesn't stop", failure);
        }
    }
}
