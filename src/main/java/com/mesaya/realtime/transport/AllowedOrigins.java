package com.mesaya.realtime.transport;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Whose pages may connect (RFC 6454). Who is no browser sends no {@code Origin}, and is let in: the token decides.
 *
 * @param origins as in {@code https://mesaya.ec}; {@code *} as the first label of a host stands for any one; empty for all
 */
public record AllowedOrigins(Set<String> origins) {

    /** Writes them as browsers do. */
    public AllowedOrigins {
        origins = origins.stream().map(AllowedOrigins::serialized).collect(Collectors.toUnmodifiableSet());
    }

    boolean permit(HttpRequest request) {
        return origins.isEmpty()
                || request.getHeader("Origin")
                        .map(HttpHeader::value)
                        .map(AllowedOrigins::serialized)
                        .map(origin -> origins.contains(origin) || origins.contains(withoutFirstLabel(origin)))
                        .orElse(true);
    }

    /** {@code https://*.mesaya.ec} for {@code https://app.mesaya.ec}. */
    private static String withoutFirstLabel(String origin) {
        int host = origin.indexOf("://") + 3;
        int dot = origin.indexOf('.', host);
        return dot > host ? origin.substring(0, host) + "*" + origin.substring(dot) : origin;
    }

    /** In lower case and without the scheme's own port (RFC 6454, sections 4 and 6.2). */
    private static String serialized(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        String port = lower.startsWith("https://") ? ":443" : lower.startsWith("http://") ? ":80" : "";
        return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }
}
