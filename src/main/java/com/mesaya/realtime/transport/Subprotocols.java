package com.mesaya.realtime.transport;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is answered to the subprotocols a client offers (RFC 6455, section 1.9): a browser gives up a WebSocket whose server
 * takes none of them. A page can set no header, so its token may come as the one after {@code bearer}.
 *
 * @param names those that are taken, as in {@code mesaya.v1}
 */
public record Subprotocols(Set<String> names) {

    private static final String BEARER = "bearer";

    /** Copies the set. */
    public Subprotocols {
        names = Set.copyOf(names);
    }

    /** The first offered that is taken, since a client names first what it likes best; never its token. */
    Optional<String> chosen(List<String> offered) {
        return offered.stream().filter(names::contains).findFirst();
    }

    /** The token, which is no name of a subprotocol. */
    Optional<String> token(List<String> offered) {
        int bearer = names.contains(BEARER) ? offered.indexOf(BEARER) : -1;
        return bearer >= 0 && bearer + 1 < offered.size()
                ? Optional.of(offered.get(bearer + 1)).filter(token -> !names.contains(token))
                : Optional.empty();
    }
}
