package com.mesaya.realtime.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves to the pages of the demo's nodes, and to no other pages, the list of nodes, the number of viewers of each and its sections.
 * It polls the admin port of one of the nodes every second. Thread-safe.
 */
final class NodeBoard implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeBoard.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HTTP_OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final List<DemoNode> nodes;
    /** The sections' names, by id. */
    private final Map<String, String> sections;

    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private volatile JsonNode cluster = MissingNode.getInstance();

    /** Starts the board, on any port. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the clock
    NodeBoard(List<DemoNode> nodes, Map<String, String> sections) throws IOException {
        this.nodes = List.copyOf(nodes);
        this.sections = Map.copyOf(sections);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/nodes", this::answer);
        server.start();
        clock.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /** Returns the address, for example {@code http://127.0.0.1:40001}; the path is {@code /nodes}. */
    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        server.stop(0);
    }

    /** Polls the first node that answers. */
    private void look() {
        String query = sections.keySet().stream().map(id -> "section=" + id).collect(Collectors.joining("&"));
        for (DemoNode node : nodes) {
            try {
                if (node.isAlive()) {
                    var answer = http.send(
                            HttpRequest.newBuilder(node.admin("/cluster?" + query))
                                    .timeout(PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
                    if (answer.statusCode() == HTTP_OK) {
                        cluster = JSON.readTree(answer.body());
                        return;
                    }
                }
            } catch (IOException silent) {
                LOG.debug("{} didn't answer with the cluster's state", node.name(), silent);
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String origin = exchange.getRequestHeaders().getFirst("Origin");
            if (nodes.stream().map(DemoNode::address).anyMatch(address -> address.equals(origin))) {
                exchange.getResponseHeaders().set("Access-Control-Allow-Origin", origin);
            }
            exchange.getResponseHeaders().set("Vary", "Origin");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            byte[] body = JSON.writeValueAsBytes(told());
            exchange.sendResponseHeaders(HTTP_OK, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private ArrayNode told() {
        JsonNode seen = cluster;
        ArrayNode told = JSON.createArrayNode();
        nodes.forEach(node -> told.add(told(node, seen)));
        return told;
    }

    private ObjectNode told(DemoNode node, JsonNode seen) {
        JsonNode member = stream(seen.path("nodes"))
                .filter(other -> other.path("address").asText().equals(node.clusterAddress()))
                .findAny()
                .orElse(MissingNode.getInstance());
        ObjectNode told = JSON.createObjectNode()
                .put("name", node.name())
                .put("address", node.address())
                .put("pid", node.pid())
                .put("state", state(node, member, seen));
        ArrayNode owned = told.putArray("sections");
        if (node.isAlive()) {
            told.set("viewers", member.path("viewers"));
            seen.path("owners").properties().forEach(owner -> {
                if (owner.getValue().asText().equals(node.clusterAddress())) {
                    owned.add(sections.getOrDefault(owner.getKey(), owner.getKey()));
                }
            });
        }
        return told;
    }

    /** Returns the node's state in the cluster; but the end of its process is known here first. */
    private static String state(DemoNode node, JsonNode member, JsonNode seen) {
        if (!node.isAlive()) {
            return node.pid() == 0 ? "starting" : "ended";
        }
        boolean isReachable = stream(seen.path("unreachable"))
                .noneMatch(address -> address.asText().equals(node.clusterAddress()));
        return isReachable ? member.path("status").asText("starting") : "unreachable";
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
