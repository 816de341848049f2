package com.mesaya.realtime.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Serves the parameters of the demo's page, so that printed addresses stay short and without a token. Its path is a code that nobody
 * can guess, and is valid until the demo ends. Thread-safe.
 */
final class ShortAddress implements AutoCloseable {

    private static final int HTTP_OK = 200;
    private static final int CODE_BYTES = 8;

    private final HttpServer server;
    private final String path;
    private final Supplier<String> parameters;

    /**
     * Starts the server, on any port.
     *
     * @param parameters returns the parameters, form-urlencoded
     */
    ShortAddress(Supplier<String> parameters) throws IOException {
        this.parameters = parameters;
        byte[] code = new byte[CODE_BYTES];
        new SecureRandom().nextBytes(code);
        path = "/" + HexFormat.of().formatHex(code);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(path, this::answer);
        server.start();
    }

    /** Returns the origin, for example {@code http://127.0.0.1:40001}. */
    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the address of the parameters. */
    String url() {
        return origin() + path;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            // Only pages with the code can ask, so any origin may.
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("Content-Type", "application/x-www-form-urlencoded");
            byte[] body = parameters.get().getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(HTTP_OK, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
