package com.mesaya.realtime.transport.routes;

import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** The {@code /metrics} route in Prometheus' text format 0.0.4, for the admin port only. Thread-safe. */
public final class MetricsRoute extends AllDirectives {

    private final Supplier<String> scrape;

    public MetricsRoute(Supplier<String> scrape) {
        this.scrape = scrape;
    }

    /** Returns the route. */
    public Route route() {
        return path("metrics", () -> get(() -> complete(response())));
    }

    private HttpResponse response() {
        return HttpResponse.create().withEntity(MediaTypes.TEXT_PLAIN.toContentType(HttpCharsets.UTF_8), scrape.get());
    }
}
