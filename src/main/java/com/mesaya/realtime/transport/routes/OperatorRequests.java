package com.mesaya.realtime.transport.routes;

import com.mesaya.realtime.domain.ErrorCode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Host;

/**
 * Distinguishes operators' requests from those of pages in their browsers. A page whose host name resolves to this address (DNS
 * rebinding) has the same origin as the port, but its own name in the Host header. A page of another origin sends its Origin.
 *
 * @param names allowed host names of the port besides addresses and localhost, in lower case
 */
record OperatorRequests(Set<String> names) {

    OperatorRequests {
        names = Set.copyOf(names);
    }

    /** Returns the reason why the request is not an operator's, if there is one. */
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

    /** Returns whether the host is allowed. No DNS entry can fake an address. */
    private boolean isHere(Host header) {
        org.apache.pekko.http.javadsl.model.Host host = header.host();
        String name = host.address().toLowerCase(Locale.ROOT);
        return host.isIPv4() || host.isIPv6() || name.equals("localhost") || names.contains(name);
    }
}
