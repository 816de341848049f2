package com.mesaya.realtime.transport.routes;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.mesaya.realtime.application.operations.ReadinessCheck;
import com.mesaya.realtime.transport.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** The {@code /health/live} and {@code /health/ready} routes, for the platform that runs the service. Thread-safe. */
public final class HealthRoute extends AllDirectives {

    private record Waiting(String status, List<String> waitsFor) {}

    private final List<ReadinessCheck> checks;

    public HealthRoute(List<ReadinessCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    /** Returns the routes. */
    public Route route() {
        return get(() -> concat(
                path(segment("health").slash("live"), () -> complete(Json.response(200, Map.of("status", "live")))),
                path(segment("health").slash("ready"), () -> complete(readiness()))));
    }

    private HttpResponse readiness() {
        List<String> waitsFor = all(ReadinessCheck::waitsFor);
        if (!waitsFor.isEmpty()) {
            return Json.response(503, new Waiting("waiting", waitsFor));
        }
        List<String> degradedWithout = all(ReadinessCheck::degradedWithout);
        return degradedWithout.isEmpty()
                ? Json.response(200, Map.of("status", "ready"))
                : Json.response(200, new Waiting("degraded", degradedWithout));
    }

    private List<String> all(Function<ReadinessCheck, List<String>> question) {
        return checks.stream().flatMap(check -> question.apply(check).stream()).toList();
    }
}
