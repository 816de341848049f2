package com.mesaya.realtime.transport.admission;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * The origins whose pages may connect (RFC 6454). A client that is no browser sends no {@code Origin} and is admitted: the token
 * decides.
 *
 * @param origins for example {@code https://mesaya.ec}; {@code *} as the first label of a host matches any label; empty for all
 *     origins
 */
public record AllowedOrigins(Set<String> origins) {

    /** Normalises the origins to the form that browsers send. */
    public AllowedOrigins {
        origins = origins.stream().map(AllowedOrigins::serialized).collect(Collectors.toUnmodifiableSet());
    }

    public boolean permit(HttpRequest request) {
        return origins.isEmpty()
                || request.getHeader("Origin")
                        .map(HttpHeader::value)
                        .map(AllowedOrigins::serialized)
                        .map(origin -> origins.contains(origin) || origins.contains(withoutFirstLabel(origin)))
                        .orElse(true);
    }

    /** Returns {@code https://*.mesaya.ec} for {@code https://app.mesaya.ec}. */
    private static String withoutFirstLabel(String origin) {
        int host = origin.indexOf("://") + 3;
        int dot = origin.indexOf('.', host);
        return dot > host ? origin.substring(0, host) + "*" + origin.substring(dot) : origin;
    }

    /** Returns the origin in lower case and without the scheme's default port (RFC 6454, sections 4 and 6.2). */
    private static String serialized(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        String port = lower.startsWith("https://") ? ":443" : lower.startsWith("http://") ? ":80" : "";
        return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }
}
