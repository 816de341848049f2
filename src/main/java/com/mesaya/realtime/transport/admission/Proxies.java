package com.mesaya.realtime.transport.admission;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * The proxies whose {@code X-Forwarded-For} header is trusted. Each proxy appends the address of its caller to that header.
 * Thread-safe.
 */
public final class Proxies {

    private static final String HEADER = "x-forwarded-for";

    private final List<AddressRange> trusted;

    public Proxies(List<AddressRange> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    public boolean include(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    /** Returns the last address that is no trusted proxy's; addresses before it in the header may be made up. */
    public ClientAddress clientOf(HttpRequest request, InetAddress remote) {
        InetAddress client = remote;
        List<String> hops = hops(request);
        for (int hop = hops.size() - 1; hop >= 0 && include(client); hop--) {
            Optional<InetAddress> named = parse(hops.get(hop));
            if (named.isEmpty()) {
                break;
            }
            client = named.get();
        }
        return new ClientAddress(client);
    }

    private static List<String> hops(HttpRequest request) {
        return StreamSupport.stream(request.getHeaders().spliterator(), false)
                .filter(header -> header.is(HEADER))
                .map(HttpHeader::value)
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(String::strip)
                .toList();
    }

    /** Parses an address, with or without a port, since some proxies add the port. */
    private static Optional<InetAddress> parse(String hop) {
        try {
            return Optional.of(
                    InetAddresses.forString(HostAndPort.fromString(hop).getHost()));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
