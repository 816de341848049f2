package com.mesaya.realtime.transport;

import com.mesaya.realtime.domain.ErrorCode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Host;

/**
 * Tells requests of operators from those of pages in their browsers. A page whose name is made to lead to this address (DNS rebinding) is of
 * the same origin as it, but names itself as the host; one of another origin names that.
 *
 * @param names what the port may be asked for as besides addresses and localhost, in lower case
 */
record OperatorRequests(Set<String> names) {

    OperatorRequests {
        names = Set.copyOf(names);
    }

    /** Why this isn't one. */
    Optional<ErrorCode> refusal(HttpRequest request) {
        Optional<Host> host = request.getHeader(Host.class);
        if (host.filter(this::isHere).isEmpty()) {
            return Optional.of(ErrorCode.HOST_DENIED);
        }
        boolean isForeign = request.getHeader("Origin")
                .map(HttpHeader::value)
                .filter(origin ->
                        !origin.equalsIgnoreCase("http://" + host.get().value()))
                .isPresent();
        return isForeign && !request.method().equals(HttpMethods.GET)
                ? Optional.of(ErrorCode.ORIGIN_DENIED)
                : Optional.empty();
    }

    /** No DNS can be made to lie about an address. */
    private boolean isHere(Host header) {
        org.apache.pekko.http.javadsl.model.Host host = header.host();
        String name = host.address().toLowerCase(Locale.ROOT);
        return host.isIPv4() || host.isIPv6() || name.equals("localhost") || names.contains(name);
    }
}
