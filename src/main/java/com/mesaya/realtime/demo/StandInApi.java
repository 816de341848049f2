package com.mesaya.realtime.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mesaya.realtime.application.access.TokenVerifier;
import com.mesaya.realtime.demo.Restaurant.Kind;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stand-in for the main API on a loopback port: {@code GET /api/v1/sections/{id}}, wrapped in {@code {"data":…}} as today's API
 * answers, and {@code GET /api/section/{id}} in its former form; {@code POST}, {@code PATCH} and {@code DELETE} of {@code /api/table},
 * {@code /api/object} and {@code /api/section-object}; {@code POST} to {@code /api/table/{id}/selecting} and {@code /released}; {@code
 * POST /api/token}, for a fresh token; {@code GET /api/tally}. Pages of any origin may use it with a token. Thread-safe.
 */
final class StandInApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandInApi.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECTION = "/api/section";
    private static final String WRAPPED_SECTION = "/api/v1/sections";
    private static final String BEARER = "Bearer ";
    private static final int THREADS = 4;
    private static final Pattern HOLD = Pattern.compile("([^/]+)/(selecting|released)");
    private static final Duration HOLD_LIFE = Duration.ofSeconds(30);

    private record Answer(int status, JsonNode body) {

        static Answer error(int status, String message) {
            return new Answer(
                    status, JSON.createObjectNode().put("statusCode", status).put("message", message));
        }
    }

    private final Restaurant restaurant;
    private final TokenVerifier tokens;
    private final Supplier<String> freshTokens;
    private final Supplier<Duration> latency;
    private final HttpServer server;
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(THREADS);
    private final AtomicInteger sectionGets = new AtomicInteger();

    /**
     * Starts the server.
     *
     * @param freshTokens creates tokens for clients with a valid one
     * @param port the port to bind to; 0 for any
     * @param latency the duration of the answer to a request for a section
     */
    public StandInApi(
            Restaurant restaurant,
            TokenVerifier tokens,
            Supplier<String> freshTokens,
            int port,
            Supplier<Duration> latency)
            throws IOException {
        this.restaurant = restaurant;
        this.tokens = tokens;
        this.freshTokens = freshTokens;
        this.latency = latency;
        // Without it the JDK's server sends head and body apart, and the body waits 40 ms for the head's
        // acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        server.setExecutor(executor);
        server.createContext(SECTION, exchange -> answer(exchange, this::section));
        server.createContext(WRAPPED_SECTION, exchange -> answer(exchange, this::wrappedSection));
        for (Kind kind : new Kind[] {Kind.TABLE, Kind.OBJECT, Kind.SECTION_OBJECT}) {
            server.createContext("/api/" + kind.word(), exchange -> answer(exchange, id -> change(exchange, kind, id)));
        }
        server.createContext("/api/token", exchange -> answer(exchange, unused -> freshToken(exchange)));
        server.createContext("/api/tally", exchange -> answer(exchange, unused -> tally()));
        server.start();
    }

    /** Returns the base address of the paths. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the number of requests for a section. */
    public int sectionGets() {
        return sectionGets.get();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    @FunctionalInterface
    private interface Handler {
        Answer handle(String id) throws IOException;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the exchange logs its own failures
    private void answer(HttpExchange exchange, Handler handler) throws IOException {
        String context = exchange.getHttpContext().getPath();
        String rest = exchange.getRequestURI().getPath().substring(context.length());
        Answer answer;
        Duration delay = Duration.ZERO;
        if (exchange.getRequestMethod().equals("OPTIONS")) {
            answer = new Answer(200, JSON.createObjectNode());
        } else if (!isAuthenticated(exchange)) {
            answer = Answer.error(401, "Unauthorized");
        } else if (!rest.isEmpty() && !rest.startsWith("/")) {
            answer = Answer.error(404, "Not Found");
        } else {
            delay = context.equals(SECTION) || context.equals(WRAPPED_SECTION) ? latency.get() : Duration.ZERO;
            answer = handler.handle(rest.isEmpty() ? "" : rest.substring(1));
        }
        Answer ready = answer;
        executor.schedule(() -> send(exchange, ready), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isAuthenticated(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        return header != null
                && header.startsWith(BEARER)
                && tokens.verify(header.substring(BEARER.length()))
                                .toCompletableFuture()
                                .join()
                        instanceof TokenVerifier.Verified;
    }

    private Answer section(String id) {
        sectionGets.incrementAndGet();
        return found(restaurant.section(id));
    }

    private Answer wrappedSection(String id) {
        sectionGets.incrementAndGet();
        return found(restaurant
                .sectionOfToday(id)
                .map(section -> JSON.createObjectNode().set("data", section)));
    }

    private Answer change(HttpExchange exchange, Kind kind, String id) throws IOException {
        String method = exchange.getRequestMethod();
        if (method.equals("DELETE")) {
            return found(restaurant.delete(kind, id));
        }
        var hold = HOLD.matcher(id);
        if (kind == Kind.TABLE && method.equals("POST") && hold.matches()) {
            return found(restaurant.hold(hold.group(2), hold.group(1), HOLD_LIFE));
        }
        JsonNode body;
        try {
            body = JSON.readTree(exchange.getRequestBody());
        } catch (JsonProcessingException malformed) {
            return Answer.error(400, "The body is not JSON");
        }
        if (!(body instanceof ObjectNode members)) {
            return Answer.error(400, "The body is not a JSON object");
        }
        return switch (method) {
            case "POST" -> new Answer(201, restaurant.create(kind, members));
            case "PATCH" -> found(restaurant.update(kind, id, members));
            default -> Answer.error(405, "Method Not Allowed");
        };
    }

    private Answer freshToken(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("POST")
                ? new Answer(201, JSON.createObjectNode().put("token", freshTokens.get()))
                : Answer.error(405, "Method Not Allowed");
    }

    private Answer tally() {
        ObjectNode tally = JSON.createObjectNode();
        tally.put("sectionGets", sectionGets()).put("changes", restaurant.changes());
        ArrayNode sections = tally.putArray("sections");
        restaurant.ids(Kind.SECTION).forEach(sections::add);
        return new Answer(200, tally);
    }

    private static Answer found(Optional<ObjectNode> entity) {
        return entity.map(node -> new Answer(200, node)).orElseGet(() -> Answer.error(404, "Not Found"));
    }

    private static void send(HttpExchange exchange, Answer answer) {
        try (exchange) {
            byte[] body = JSON.writeValueAsBytes(answer.body());
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", "application/json; charset=utf-8");
            headers.set("Access-Control-Allow-Origin", "*");
            headers.set("Access-Control-Allow-Headers", "Authorization, Content-Type");
            headers.set("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException clientGone) {
            LOG.debug("An answer could not be sent to its client", clientGone);
        }
    }
}
