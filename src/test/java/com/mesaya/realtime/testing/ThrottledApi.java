package com.mesaya.realtime.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A main API that answers so many requests a second of each address, the first in {@code X-Forwarded-For}, and the rest with 429, as
 * today's does. It knows every section.
 */
public final class ThrottledApi implements AutoCloseable {

    private static final String PATH = "/api/section/";

    /** The second in which an address has asked, and how often. */
    private record Asked(long second, int requests) {}

    private final int perSecond;
    private final String retryAfter;
    private final Map<String, Asked> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final HttpServer server;

    /** @param retryAfter the name of the header that says when to ask again */
    public ThrottledApi(int perSecond, String retryAfter) {
        this.perSecond = perSecond;
        this.retryAfter = retryAfter;
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

    /** How many requests it answered. */
    public int answered() {
        return answered.get();
    }

    /** How many were too many. */
    public int refused() {
        return refused.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String section = exchange.getRequestURI().getPath().substring(PATH.length());
            long second = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
            Asked asked = byAddress.merge(
                    first(exchange.getRequestHeaders().getFirst("X-Forwarded-For")),
                    new Asked(second, 1),
                    (before, now) -> before.second() == now.second() ? new Asked(second, before.requests() + 1) : now);
            boolean tooMany = asked.requests() > perSecond;
            (tooMany ? refused : answered).incrementAndGet();
            if (tooMany) {
                exchange.getResponseHeaders().set(retryAfter, "1");
            }
            byte[] body = ("{\"id\":\"" + section + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(tooMany ? 429 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String first(@Nullable String forwardedFor) {
        return forwardedFor == null ? "" : forwardedFor.split(",", -1)[0].strip();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
