package com.mesaya.realtime.demo;

import com.mesaya.realtime.config.Settings;
import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings of the demo's service, by the names of environment variables. All its nodes share them.
 *
 * @param secret the secret that signs tokens
 * @param slowUrl the address of the slow line for the page
 * @param parametersOrigin the origin of the address at which the page gets its parameters
 */
record DemoSettings(String secret, String apiUrl, String slowUrl, String parametersOrigin, String brokers) {

    private static final String HOST = "127.0.0.1";
    private static final String ONE_USER = "20000";

    /** Returns the settings for the service in this process; other settings come from its environment. */
    Settings alone(int port) {
        Map<String, String> environment = shared();
        environment.put("PORT", Integer.toString(port));
        environment.put("ADMIN_PORT", "0");
        environment.put("PAGE_CONNECT_SOURCES", sources(Stream.of(slowUrl)));
        return Settings.from(ConfigFactory.load(
                ConfigFactory.parseMap(environment).withFallback(ConfigFactory.defaultApplication())));
    }

    /**
     * Returns the environment of one of several nodes in processes of their own.
     *
     * @param boardAddress the address at which the page gets the nodes' state
     */
    Map<String, String> of(DemoNode node, List<DemoNode> all, String boardAddress) {
        Map<String, String> environment = shared();
        environment.put("PORT", Integer.toString(node.port()));
        environment.put("ADMIN_HOST", HOST);
        environment.put("ADMIN_PORT", Integer.toString(node.adminPort()));
        environment.put("CLUSTER_HOST", HOST);
        environment.put("CLUSTER_PORT", Integer.toString(node.clusterPort()));
        environment.put("CLUSTER_SEEDS", all.get(0).clusterAddress());
        environment.put("CLUSTER_BOOTSTRAP", "none");
        environment.put("ALLOWED_ORIGINS", String.join(",", addresses(all)));
        Stream<String> watched = Stream.concat(Stream.of(slowUrl), addresses(all).stream());
        environment.put("PAGE_CONNECT_SOURCES", boardAddress + "," + sources(watched));
        return environment;
    }

    /** Returns the page's sources: sections by WebSocket, and the reasons of refused handshakes by HTTP. */
    private String sources(Stream<String> watched) {
        return Stream.concat(
                        Stream.of(apiUrl, parametersOrigin),
                        watched.flatMap(address -> Stream.of(address, address.replaceFirst("http", "ws"))))
                .collect(Collectors.joining(","));
    }

    private static Set<String> addresses(List<DemoNode> nodes) {
        return nodes.stream().map(DemoNode::address).collect(Collectors.toSet());
    }

    private Map<String, String> shared() {
        return new HashMap<>(Map.ofEntries(
                Map.entry("HOST", HOST),
                Map.entry("JWT_SECRET", secret),
                Map.entry("JWT_PUBLIC_KEY", ""),
                Map.entry("REST_BASE_URL", apiUrl),
                Map.entry("REST_SECTION_PATH", "/api/v1/sections/{id}"),
                Map.entry("KAFKA_BROKERS", brokers),
                Map.entry("KAFKA_DEAD_LETTER_TOPIC", ""),
                // All clients of the demo are the same user at the same address.
                Map.entry("MAX_CONNECTIONS_PER_USER", ONE_USER),
                Map.entry("MAX_CONNECTIONS_PER_ADDRESS", ONE_USER),
                Map.entry("HANDSHAKES_PER_SECOND_AND_ADDRESS", ONE_USER),
                // With a small buffer new events reach a slow line soon, so that its effect is visible.
                Map.entry("HTTP_SEND_BUFFER", "16KiB"),
                Map.entry("DRAIN_DURATION", "500ms"),
                Map.entry("WARM_UP", "off")));
    }
}
