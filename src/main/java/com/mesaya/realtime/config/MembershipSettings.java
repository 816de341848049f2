package com.mesaya.realtime.config;

import com.mesaya.realtime.config.ConfigReader.WrongValueException;
import com.mesaya.realtime.infrastructure.cluster.ClusterSettings;
import com.mesaya.realtime.infrastructure.cluster.ClusterSettings.Seed;
import com.mesaya.realtime.transport.server.ServerSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the settings of the cluster, and derives Pekko's configuration from them. */
final class MembershipSettings {

    /** The methods by which nodes find each other, with Pekko's names. */
    private enum Discovery {
        NONE(""),
        CONFIG("config"),
        DNS("pekko-dns"),
        KUBERNETES_API("kubernetes-api");

        private final String method;

        Discovery(String method) {
            this.method = method;
        }
    }

    private static final String HOST_AND_PORT = "host:port, comma-separated";
    private static final String WORD = "[A-Za-z0-9._-]*";
    private static final String KUBERNETES_PORT_NAME = "admin";
    private static final int FRAME_OVERHEAD_BYTES = 1024 * 1024;

    private MembershipSettings() {}

    static ClusterSettings cluster(ConfigReader reader, ServerSettings admin) {
        String host = reader.text(
                "mesaya.cluster.host",
                "CLUSTER_HOST",
                "the host at which other nodes reach this one, of letters, digits, '-' and '.' (no '_')",
                MembershipSettings::isHost);
        reader.port("mesaya.cluster.port", "CLUSTER_PORT");
        reader.duration("mesaya.cluster.stable-after", "CLUSTER_STABLE_AFTER");
        reader.duration("mesaya.cluster.form-after", "CLUSTER_FORM_AFTER");
        reader.text(
                "mesaya.cluster.section-role", "CLUSTER_SECTION_ROLE", "a role, or empty", MembershipSettings::isWord);
        List<Seed> seeds = addresses(reader, "mesaya.cluster.seeds", "CLUSTER_SEEDS");
        Discovery discovery = discovery(reader);
        if (discovery != Discovery.NONE) {
            if (!seeds.isEmpty()) {
                throw new SettingsException("CLUSTER_SEEDS and CLUSTER_BOOTSTRAP (mesaya.cluster) must not both be set:"
                        + " seeds name the other nodes, bootstrap discovers them");
            }
            check(reader, discovery, host, admin);
        }
        ClusterSettings.Formation formation = discovery != Discovery.NONE
                ? ClusterSettings.Bootstrap.INSTANCE
                : seeds.isEmpty() ? ClusterSettings.Alone.INSTANCE : new ClusterSettings.Seeds(seeds);
        return new ClusterSettings(formation, reader.duration("mesaya.cluster.join-timeout", "CLUSTER_JOIN_TIMEOUT"));
    }

    private static void check(ConfigReader reader, Discovery discovery, String host, ServerSettings admin) {
        if (admin.port() == 0) {
            throw new SettingsException(
                    "ADMIN_PORT (mesaya.admin.port) must be a fixed port with CLUSTER_BOOTSTRAP, but is '0'");
        }
        if (isLoopback(admin.host()) && !isLoopback(host)) {
            throw new SettingsException("ADMIN_HOST (mesaya.admin.host) must be an address that other nodes reach with"
                    + " CLUSTER_BOOTSTRAP, such as 0.0.0.0, but is '" + admin.host() + "'");
        }
        if (discovery == Discovery.CONFIG && contactPoints(reader).isEmpty()) {
            throw new SettingsException(
                    "CLUSTER_CONTACT_POINTS (mesaya.cluster.contact-points) must be the nodes' host and"
                            + " admin port with CLUSTER_BOOTSTRAP=config, but is not set");
        }
    }

    /** Returns the configuration of the actor system. */
    static Config actorSystem(ConfigReader reader, Config config, ServerSettings admin) {
        Discovery discovery = discovery(reader);
        var settings = new HashMap<String, Object>();
        settings.put(
                "pekko.cluster.roles",
                reader.list(
                        "mesaya.cluster.roles", "CLUSTER_ROLES", "names, comma-separated", MembershipSettings::role));
        settings.put("pekko.remote.artery.advanced.maximum-frame-size", frameBytes(reader));
        if (discovery != Discovery.NONE) {
            settings.put(
                    "pekko.management.http.hostname",
                    isWildcard(admin.host()) ? config.getString("mesaya.cluster.host") : admin.host());
            settings.put("pekko.management.http.port", admin.port());
            settings.put("pekko.management.cluster.bootstrap", bootstrap(reader, discovery, admin.port()));
            settings.put("pekko.discovery.config.services", services(reader));
        }
        settings.putAll(ClusterTlsSettings.artery(reader));
        return ConfigFactory.parseMap(settings).withFallback(config);
    }

    private static Map<String, Object> bootstrap(ConfigReader reader, Discovery discovery, int adminPort) {
        String portName = reader.text(
                "mesaya.cluster.port-name", "CLUSTER_PORT_NAME", "a port's name, or empty", MembershipSettings::isWord);
        boolean named = !portName.isEmpty() || discovery != Discovery.KUBERNETES_API;
        return Map.of(
                "contact-point",
                Map.of("fallback-port", adminPort),
                "contact-point-discovery",
                Map.of(
                        "service-name",
                        service(reader),
                        "discovery-method",
                        discovery.method,
                        "port-name",
                        named ? portName : KUBERNETES_PORT_NAME,
                        "required-contact-point-nr",
                        reader.count("mesaya.cluster.required-contact-points", "CLUSTER_REQUIRED_CONTACT_POINTS")));
    }

    /** Returns the contact points for the discovery method config. */
    private static Map<String, Object> services(ConfigReader reader) {
        List<Map<String, Object>> endpoints = contactPoints(reader).stream()
                .map(point -> Map.<String, Object>of("host", point.host(), "port", point.port()))
                .toList();
        return Map.of(service(reader), Map.of("endpoints", endpoints));
    }

    private static String service(ConfigReader reader) {
        return reader.text(
                "mesaya.cluster.service",
                "CLUSTER_SERVICE",
                "a service's name",
                name -> isWord(name) && !name.isEmpty());
    }

    /**
     * Returns the maximum size of a message between nodes: an event of the maximum record size, after a batch that was almost full.
     */
    private static long frameBytes(ConfigReader reader) {
        long largest = (long) reader.size("mesaya.kafka.max-record-size", "KAFKA_MAX_RECORD_SIZE")
                + reader.size("mesaya.section.batch-size", "BATCH_SIZE")
                + FRAME_OVERHEAD_BYTES;
        return Math.max(largest, reader.size("pekko.remote.artery.advanced.maximum-frame-size", "maximum-frame-size"));
    }

    private static Discovery discovery(ConfigReader reader) {
        return reader.oneOf("mesaya.cluster.bootstrap", "CLUSTER_BOOTSTRAP", Discovery.class);
    }

    private static List<Seed> contactPoints(ConfigReader reader) {
        return addresses(reader, "mesaya.cluster.contact-points", "CLUSTER_CONTACT_POINTS");
    }

    private static List<Seed> addresses(ConfigReader reader, String path, String variable) {
        return reader.list(path, variable, HOST_AND_PORT, MembershipSettings::address);
    }

    private static Seed address(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(colon, 0));
        int port = Integer.parseInt(text.substring(colon + 1));
        if (host.contains("_")) {
            throw new WrongValueException("but a host must consist of letters, digits, '-' and '.'");
        }
        if (!isHost(host) || port < 1 || port > ConfigReader.MAX_PORT) {
            throw new IllegalArgumentException("not a host and port");
        }
        return new Seed(host, port);
    }

    private static String role(String text) {
        if (!isWord(text)) {
            throw new IllegalArgumentException("not a role");
        }
        return text;
    }

    private static boolean isWord(String text) {
        return text.matches(WORD);
    }

    /** Returns whether the text can be the host of a node's address, which is a URI: without underscores. */
    private static boolean isHost(String text) {
        try {
            return text.equals(new URI("pekko", text, "/", null).getHost()) && !isWildcard(text);
        } catch (URISyntaxException wrong) {
            return false;
        }
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1") || host.equals("[::1]");
    }
}
