package com.mesaya.realtime.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A main API that answers as it is told to, byte for byte, and remembers what it was asked. */
public final class ScriptedApi implements AutoCloseable {

    /** What it answers for a section; in the body, <code>{id}</code> stands for what it was asked for. */
    public record Script(int status, String body, Duration delay) {

        public static Script ok(String body) {
            return new Script(200, body, Duration.ZERO);
        }

        /** A section with nothing in it. */
        public static Script section() {
            return ok("{\"id\":\"{id}\"}");
        }

        public static Script status(int status) {
            return new Script(status, "{}", Duration.ZERO);
        }

        public Script after(Duration newDelay) {
            return new Script(status, body, newDelay);
        }
    }

    /** What it was asked. */
    public record Request(String section, String authorization, String forwardedFor) {}

    private static final String PATH = "/api/section/";

    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);
    private final HttpServer server;

    public ScriptedApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(executor);
        server.createContext(PATH, this::answer);
        server.start();
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Lets it know a section. */
    public void script(String section, Script script) {
        scripts.put(section, script);
    }

    /** What it was asked about a section, in order. */
    public List<Request> requestsFor(String section) {
        return requests.stream()
                .filter(request -> request.section().equals(section))
                .toList();
    }

    /** How many requests were under way at once, at most. */
    public int mostUnderWay() {
        return mostUnderWay.get();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void answer(HttpExchange exchange) {
        String section = exchange.getRequestURI().getPath().substring(PATH.length());
        requests.add(new Request(
                section,
                exchange.getRequestHeaders().getFirst("Authorization"),
                String.join(", ", exchange.getRequestHeaders().getOrDefault("X-Forwarded-For", List.of()))));
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        Script script = scripts.getOrDefault(section, Script.status(404));
        executor.schedule(() -> send(exchange, script, section), script.delay().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send(HttpExchange exchange, Script script, String section) {
        underWay.decrementAndGet();
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            byte[] body = script.body().replace("{id}", section).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(script.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException clientGone) {
            // The client's time was up: just what such a script is for.
            exchange.close();
        }
    }
}
