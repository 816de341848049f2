package com.mesaya.realtime.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A main API that breaks HTTP in whatever manner it is told to, on a bare socket. It can go away and come back. */
public final class BrokenApi implements AutoCloseable {

    /** How a section is answered for. */
    public enum Manner {
        GOOD,
        ONE_LARGE_CHUNK,
        UNKNOWN_SECTION,
        SERVER_ERROR,
        SERVICE_UNAVAILABLE,
        TOO_MANY_REQUESTS,
        HANGS,
        CLOSES_AT_ONCE,
        CLOSES_MID_HEAD,
        CLOSES_MID_BODY,
        GARBAGE,
        GARBAGE_BODY,
        CLAIMS_A_GIGANTIC_BODY,
        SENDS_A_GIGANTIC_BODY,
        ENDLESS_ERROR,
        TRICKLES_HEAD,
        TRICKLES_BODY,
        TRICKLES_ERROR
    }

    private static final int TRICKLE_MILLIS = 50;
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";
    private static final String CHUNK = "1000\r\n" + "x".repeat(0x1000) + "\r\n";

    private final Map<String, Manner> manners = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int port;
    private volatile ServerSocket server;

    public BrokenApi() {
        server = listen(0);
        port = server.getLocalPort();
        executor.execute(this::acceptAll);
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    /** Lets it know how to answer for a section. */
    public void script(String section, Manner manner) {
        manners.put(section, manner);
    }

    /** How often it was asked for a section. */
    public int requestsFor(String section) {
        return requests.getOrDefault(section, new AtomicInteger()).get();
    }

    /** Refuses connections from now on. */
    public void goAway() {
        closeQuietly(server);
    }

    /** Takes connections again. */
    public void comeBack() {
        server = listen(port);
        executor.execute(this::acceptAll);
    }

    private static ServerSocket listen(int port) {
        try {
            return new ServerSocket(port, 128, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void acceptAll() {
        ServerSocket listening = server;
        try {
            while (true) {
                Socket socket = listening.accept();
                executor.execute(() -> serve(socket));
            }
        } catch (IOException gone) {
            // It went away, or the test is over.
            closeQuietly(listening);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            boolean goesOn = true;
            while (goesOn) {
                String requestLine = in.readLine();
                String line = requestLine;
                while (line != null && !line.isEmpty()) {
                    line = in.readLine();
                }
                goesOn = line != null && answer(requestLine, socket.getOutputStream());
            }
        } catch (IOException clientGone) {
            // The client has had enough, as it should.
            closeQuietly(socket);
        } catch (InterruptedException testOver) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether the connection may be used again */
    private boolean answer(String requestLine, OutputStream out) throws IOException, InterruptedException {
        String section = requestLine.replaceAll("GET /api/section/(\\S+) .*", "$1");
        requests.computeIfAbsent(section, key -> new AtomicInteger()).incrementAndGet();
        switch (manners.getOrDefault(section, Manner.UNKNOWN_SECTION)) {
            case GOOD -> {
                String body = "{\"id\":\"" + section + "\"}";
                return send(out, status("200 OK") + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            }
            case ONE_LARGE_CHUNK -> {
                String body = largeSection(section);
                String length = Integer.toHexString(body.length());
                return send(out, status("200 OK") + CHUNKED + length + "\r\n" + body + "\r\n0\r\n\r\n");
            }
            case UNKNOWN_SECTION -> {
                return send(out, status("404 Not Found") + "Content-Length: 2\r\n\r\n{}");
            }
            case SERVER_ERROR -> {
                return send(out, status("500 Internal Server Error") + "Content-Length: 2\r\n\r\n{}");
            }
            case SERVICE_UNAVAILABLE -> {
                return send(out, status("503 Service Unavailable") + "Content-Length: 2\r\n\r\n{}");
            }
            case TOO_MANY_REQUESTS -> {
                return send(out, status("429 Too Many Requests") + "Content-Length: 2\r\n\r\n{}");
            }
            case HANGS -> closed.await();
            case CLOSES_AT_ONCE -> out.flush();
            case CLOSES_MID_HEAD -> send(out, "HTTP/1.1 200 OK\r\nContent-Ty");
            case CLOSES_MID_BODY -> send(out, status("200 OK") + "Content-Length: 1000\r\n\r\n{\"id\":");
            case GARBAGE -> send(out, "\u0001\u0002 this is no HTTP at all \u0003\r\n\r\n");
            case GARBAGE_BODY -> {
                return send(out, status("200 OK") + "Content-Length: 7\r\n\r\n{\"a\":1]");
            }
            case CLAIMS_A_GIGANTIC_BODY -> trickle(out, status("200 OK") + "Content-Length: 99999999999\r\n\r\n{");
            case SENDS_A_GIGANTIC_BODY -> repeat(out, status("200 OK") + CHUNKED, CHUNK, 0);
            case ENDLESS_ERROR -> repeat(out, status("503 Service Unavailable") + CHUNKED, CHUNK, 0);
            case TRICKLES_HEAD -> repeat(out, "HTTP/1.1 200 OK\r\nX-Endless: ", "x", TRICKLE_MILLIS);
            case TRICKLES_BODY -> repeat(out, status("200 OK") + CHUNKED, "1\r\n \r\n", TRICKLE_MILLIS);
            case TRICKLES_ERROR -> repeat(out, status("500 Oops") + CHUNKED, "1\r\n \r\n", TRICKLE_MILLIS);
        }
        return false;
    }

    /** What it sends in one chunk: 5 MiB. */
    public static String largeSection(String section) {
        return "{\"id\":\"" + section + "\",\"notes\":\"" + "x".repeat(5 * 1024 * 1024) + "\"}";
    }

    private static String status(String status) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n";
    }

    private static boolean send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(US_ASCII));
        out.flush();
        return true;
    }

    private void trickle(OutputStream out, String text) throws IOException, InterruptedException {
        repeat(out, text, " ", TRICKLE_MILLIS);
    }

    private void repeat(OutputStream out, String head, String part, int pauseMillis)
            throws IOException, InterruptedException {
        send(out, head);
        while (!closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
            send(out, part);
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception gone) {
            throw new IllegalStateException(gone);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        goAway();
        executor.shutdownNow();
    }
}
