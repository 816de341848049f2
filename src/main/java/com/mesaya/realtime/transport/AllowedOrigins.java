package com.mesaya.realtime.transport;

import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Whose pages may connect (RFC 6454). Who is no browser sends no {@code Origin}, and is let in: the token decides.
 *
 * @param origins as in {@code https://mesaya.ec}; empty for all
 */
public record AllowedOrigins(Set<String> origins) {

    /** Copies the set. */
    public AllowedOrigins {
        origins = Set.copyOf(origins);
    }

    boolean permit(HttpRequest request) {
        return origins.isEmpty()
                || request.getHeader("Origin")
                        .map(HttpHeader::value)
                        .map(origins::contains)
                        .orElse(true);
    }
}
