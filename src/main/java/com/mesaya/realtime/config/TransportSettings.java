package com.mesaya.realtime.config;

import com.mesaya.realtime.transport.admission.AddressRange;
import com.mesaya.realtime.transport.admission.Admission;
import com.mesaya.realtime.transport.admission.AllowedOrigins;
import com.mesaya.realtime.transport.admission.ClientLimits;
import com.mesaya.realtime.transport.admission.Proxies;
import com.mesaya.realtime.transport.compression.CompressionSettings;
import com.mesaya.realtime.transport.routes.Subprotocols;
import com.mesaya.realtime.transport.server.ServerSettings;
import com.mesaya.realtime.transport.tls.TlsSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Deflater;

/**
 * The settings of the ports for clients and operators.
 *
 * @param http the public port
 * @param admin the admin port
 * @param adminNames allowed host names of the admin port besides addresses and localhost, in lower case
 * @param admission the limits on clients
 * @param origins the origins whose pages may connect
 * @param subprotocols the accepted subprotocols
 * @param pageSources additional addresses to which the service's own page may connect
 * @param proxies the proxies whose {@code X-Forwarded-For} header is trusted
 * @param client the limits of a client's messages
 * @param compression the compression of messages for clients that offer it; empty for none
 * @param longestPause the limit of the pause in which a feed's events gather for one write per viewer; zero for no pauses
 * @param drainDuration the time over which many connections are closed when the service stops
 */
public record TransportSettings(
        ServerSettings http,
        ServerSettings admin,
        Set<String> adminNames,
        Admission.Limits admission,
        AllowedOrigins origins,
        Subprotocols subprotocols,
        List<String> pageSources,
        Proxies proxies,
        ClientLimits client,
        Optional<CompressionSettings> compression,
        Duration longestPause,
        Duration drainDuration) {

    /** Copies the collections. */
    public TransportSettings {
        adminNames = Set.copyOf(adminNames);
        pageSources = List.copyOf(pageSources);
    }

    /** The additional sockets above the limit of WebSockets, so that further clients get an error. */
    private static final int SPARE_SOCKETS = 64;

    private static final int ADMIN_SOCKETS = 256;
    /** The minimum that browsers behind a proxy need. */
    private static final int SHORTEST_URI = 1024;

    private static final int SHORTEST_HEADER = 1024;
    private static final int SHORTEST_HEADER_NAME = 64;
    private static final int FEWEST_HEADERS = 32;

    private static final String SUBPROTOCOL = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
    private static final String NAME = "[a-z0-9]([a-z0-9._\\-]*[a-z0-9])?";
    /** The form of a source, which goes into a header and so must not contain separators. */
    private static final String SOURCE = "(?i)(https?|wss?)://[a-z0-9.\\-:\\[\\]]+";

    /** The maximum that the shutdown phase in {@code conf/application.conf} allows. */
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);

    /** A longer pause would be visible to a person. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private enum CompressionMode {
        AUTO,
        OFF
    }

    static TransportSettings from(ConfigReader reader) {
        checkRequestLimits(reader);
        var admission = new Admission.Limits(
                reader.count("mesaya.admission.max-connections", "MAX_CONNECTIONS"),
                reader.count("mesaya.admission.max-per-user", "MAX_CONNECTIONS_PER_USER"),
                reader.count("mesaya.admission.max-per-address", "MAX_CONNECTIONS_PER_ADDRESS"),
                reader.count("mesaya.admission.handshakes-per-second", "HANDSHAKES_PER_SECOND"),
                reader.count(
                        "mesaya.admission.handshakes-per-second-and-address", "HANDSHAKES_PER_SECOND_AND_ADDRESS"));
        var client = new ClientLimits(
                reader.size("mesaya.client.max-message-size", "CLIENT_MAX_MESSAGE_SIZE"),
                reader.count("mesaya.client.messages-per-second", "CLIENT_MESSAGES_PER_SECOND"),
                reader.count("mesaya.client.max-bad-messages", "CLIENT_MAX_BAD_MESSAGES"),
                reader.duration("mesaya.client.expiry-notice", "EXPIRY_NOTICE"),
                reader.count("mesaya.client.returns-per-second", "CLIENT_RETURNS_PER_SECOND"));
        return new TransportSettings(
                server(
                        reader,
                        "http",
                        "",
                        withSpare(admission.connections()),
                        withSpare(admission.perAddress()),
                        CertificateSettings.tls(reader)),
                server(reader, "admin", "ADMIN_", ADMIN_SOCKETS, ADMIN_SOCKETS, Optional.empty()),
                Set.copyOf(reader.list(
                        "mesaya.admin.allowed-hosts",
                        "ADMIN_ALLOWED_HOSTS",
                        "names such as realtime-1 without ports, comma-separated",
                        TransportSettings::name)),
                admission,
                new AllowedOrigins(Set.copyOf(reader.list(
                        "mesaya.admission.allowed-origins",
                        "ALLOWED_ORIGINS",
                        "origins such as https://mesaya.ec, comma-separated",
                        OriginSettings::origin))),
                new Subprotocols(Set.copyOf(reader.list(
                        "mesaya.http.subprotocols",
                        "WEBSOCKET_SUBPROTOCOLS",
                        "names such as mesaya.v1, comma-separated",
                        TransportSettings::subprotocol))),
                reader.list(
                        "mesaya.page.connect-sources",
                        "PAGE_CONNECT_SOURCES",
                        "addresses such as wss://realtime.mesaya.ec, comma-separated",
                        TransportSettings::source),
                new Proxies(reader.list(
                        "mesaya.admission.trusted-proxies",
                        "TRUSTED_PROXIES",
                        "addresses or ranges such as 10.0.0.0/8, comma-separated",
                        AddressRange::parse)),
                client,
                compression(reader),
                reader.durationOrOff("mesaya.feed.longest-pause", "FEED_LONGEST_PAUSE", LONGEST_PAUSE)
                        .orElse(Duration.ZERO),
                reader.duration("mesaya.drain.duration", "DRAIN_DURATION", LONGEST_DRAIN));
    }

    /** Validates the limits that Pekko HTTP reads by itself from {@code conf/application.conf}. */
    private static void checkRequestLimits(ConfigReader reader) {
        reader.size("mesaya.http.max-uri", "HTTP_MAX_URI", SHORTEST_URI);
        reader.size("mesaya.http.max-header", "HTTP_MAX_HEADER", SHORTEST_HEADER);
        reader.size("mesaya.http.max-header-name", "HTTP_MAX_HEADER_NAME", SHORTEST_HEADER_NAME);
        reader.count("mesaya.http.max-headers", "HTTP_MAX_HEADERS", FEWEST_HEADERS);
    }

    private static ServerSettings server(
            ConfigReader reader,
            String block,
            String prefix,
            int maxSockets,
            int maxSocketsPerAddress,
            Optional<TlsSettings> tls) {
        return new ServerSettings(
                reader.text(
                        "mesaya." + block + ".host", prefix + "HOST", "an address to bind to", host -> !host.isBlank()),
                reader.port("mesaya." + block + ".port", prefix + "PORT"),
                reader.count("mesaya.http.backlog", "HTTP_BACKLOG"),
                maxSockets,
                maxSocketsPerAddress,
                reader.duration("mesaya.http.stall-timeout", "STALL_TIMEOUT"),
                reader.duration("mesaya.http.idle-timeout", "HTTP_IDLE_TIMEOUT"),
                reader.optionalSize("mesaya.http.send-buffer", "HTTP_SEND_BUFFER"),
                block.equals("http"),
                tls);
    }

    private static Optional<CompressionSettings> compression(ConfigReader reader) {
        var settings = new CompressionSettings(
                reader.size("mesaya.compression.min-size", "COMPRESSION_MIN_SIZE"),
                reader.count(
                        "mesaya.compression.level",
                        "COMPRESSION_LEVEL",
                        Deflater.BEST_SPEED,
                        Deflater.BEST_COMPRESSION));
        return reader.oneOf("mesaya.compression.mode", "COMPRESSION", CompressionMode.class) == CompressionMode.AUTO
                ? Optional.of(settings)
                : Optional.empty();
    }

    private static int withSpare(int connections) {
        return Math.addExact(connections, SPARE_SOCKETS);
    }

    private static String subprotocol(String text) {
        return matching(SUBPROTOCOL, text);
    }

    private static String name(String text) {
        return matching(NAME, text.toLowerCase(Locale.ROOT));
    }

    private static String source(String text) {
        return matching(SOURCE, text);
    }

    private static String matching(String pattern, String text) {
        if (!text.matches(pattern)) {
            throw new IllegalArgumentException("not of that form");
        }
        return text;
    }
}
