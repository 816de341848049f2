package com.mesaya.realtime.bench.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A main API that has every requested section, each with {@link Mark#ENTITIES} tables, at minimal cost. It verifies no token, since
 * that is not measured.
 */
public final class SectionApi implements AutoCloseable {

    /** A time before all published events. */
    static final String UPDATED_AT = "2025-01-01T00:00:00.000Z";

    private static final String PATH = "/api/section/";
    private static final int BACKLOG = 1024;
    private static final int THREADS = 4;
    private static final int OK = 200;

    private final HttpServer server;
    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

    /** @param port the port to bind to; 0 for any */
    public SectionApi(int port) throws IOException {
        // Without this property the JDK's server sends head and body separately, and the body waits for the head's
        // acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server.setExecutor(executor);
        server.createContext(PATH, SectionApi::answer);
        server.start();
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String id = exchange.getRequestURI().getPath().substring(PATH.length());
            byte[] body = section(id).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            exchange.sendResponseHeaders(OK, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String section(String id) {
        String tables = IntStream.range(0, Mark.ENTITIES)
                .mapToObj(entity -> TableRecords.table(id, entity, UPDATED_AT))
                .collect(Collectors.joining(","));
        return "{\"id\":\"" + id
                + "\",\"name\":\"Terraza\",\"width\":1200,\"height\":800,\"status\":\"ACTIVE\",\"updatedAt\":\""
                + UPDATED_AT + "\",\"tables\":[" + tables + "]}";
    }
}
