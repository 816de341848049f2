package com.mesaya.realtime.transport.routes;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers the subprotocols that a client offers (RFC 6455, section 1.9): a browser rejects a WebSocket whose server selects none of
 * them. A page can't set headers, so its token may be the subprotocol after {@code bearer}.
 *
 * @param names the accepted subprotocols, for example {@code mesaya.v1}
 */
public record Subprotocols(Set<String> names) {

    private static final String BEARER = "bearer";

    /** Copies the set. */
    public Subprotocols {
        names = Set.copyOf(names);
    }

    /** Returns the first accepted subprotocol, in the client's order of preference; never the token. */
    Optional<String> chosen(List<String> offered) {
        return offered.stream().filter(names::contains).findFirst();
    }

    /** Returns the token, which is no name of a subprotocol. */
    Optional<String> token(List<String> offered) {
        int bearer = names.contains(BEARER) ? offered.indexOf(BEARER) : -1;
        return bearer >= 0 && bearer + 1 < offered.size()
                ? Optional.of(offered.get(bearer + 1)).filter(token -> !names.contains(token))
                : Optional.empty();
    }
}
