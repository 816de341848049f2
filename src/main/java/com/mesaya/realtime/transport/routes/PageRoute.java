package com.mesaya.realtime.transport.routes;

import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * The page routes: the floor plan at {@code /}, the JavaScript client at {@code /client/}, the contracts at {@code /docs/}.
 * Thread-safe.
 */
public final class PageRoute extends AllDirectives {

    private final List<HttpHeader> headers;

    /** @param connectSources additional addresses to which the page may connect, for example {@code wss://mesaya.ec} */
    public PageRoute(List<String> connectSources) {
        String connects = connectSources.isEmpty() ? "" : "; connect-src 'self' " + String.join(" ", connectSources);
        this.headers = List.of(
                RawHeader.create(
                        "Content-Security-Policy",
                        "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
                                + connects),
                RawHeader.create("Referrer-Policy", "no-referrer"),
                RawHeader.create("X-Content-Type-Options", "nosniff"),
                RawHeader.create("Cache-Control", "no-store"));
    }

    /** Returns the routes. */
    public Route route() {
        return get(() -> respondWithHeaders(headers, () -> concat(client(), documents(), page())));
    }

    /** Returns the client's route. Pages of any origin may import it. */
    private Route client() {
        return pathPrefix(
                "client",
                () -> respondWithHeader(
                        RawHeader.create("Access-Control-Allow-Origin", "*"),
                        () -> getFromResourceDirectory("web/client")));
    }

    private Route documents() {
        return pathPrefix(
                "docs",
                () -> concat(
                        pathEnd(() -> redirect(Uri.create("/docs/"), StatusCodes.PERMANENT_REDIRECT)),
                        pathSingleSlash(() -> getFromResource("web/docs/index.html"))));
    }

    private Route page() {
        return concat(pathSingleSlash(() -> getFromResource("web/index.html")), getFromResourceDirectory("web"));
    }
}
