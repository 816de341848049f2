package com.mesaya.realtime.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Refuses the first connection, upgrades the second one, and sends what it is told to. */
final class ScriptedServer implements AutoCloseable {

    private static final String UPGRADED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
    private static final byte[] PING = {(byte) 0x89, 1, 'p'};

    private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final CompletableFuture<Socket> viewer = new CompletableFuture<>();
    private final CompletableFuture<String> requestLine = new CompletableFuture<>();

    ScriptedServer() throws IOException {
        var thread = new Thread(this::run, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** The first line of the request that was granted. */
    String requestLine() {
        return requestLine.join();
    }

    void send(byte[] bytes) throws IOException {
        viewer.join().getOutputStream().write(bytes);
    }

    /** Sends a ping, and returns the payload of what the client answers, unmasked. */
    String ping() throws IOException {
        send(PING);
        byte[] pong = viewer.join().getInputStream().readNBytes(7);
        return (char) (pong[0] & 0x0F) + "" + (char) (pong[6] ^ pong[2]);
    }

    private void run() {
        try {
            try (Socket refused = listening.accept()) {
                readHead(refused);
                refused.getOutputStream().write("HTTP/1.1 503 Busy\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            Socket granted = listening.accept();
            requestLine.complete(readHead(granted));
            granted.getOutputStream().write(UPGRADED.getBytes(StandardCharsets.US_ASCII));
            viewer.complete(granted);
        } catch (IOException failure) {
            viewer.completeExceptionally(failure);
            requestLine.completeExceptionally(failure);
        }
    }

    private static String readHead(Socket socket) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String first = lines.readLine();
        while (!lines.readLine().isEmpty()) {
            // The rest of the head says nothing that matters here.
        }
        return first;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        if (viewer.isDone() && !viewer.isCompletedExceptionally()) {
            viewer.join().close();
        }
    }
}
