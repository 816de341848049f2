package com.mesaya.realtime.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A proxy in front of a server. It passes each connection on, except that requests for a WebSocket may be refused or swallowed. */
public final class UpgradeProxy implements AutoCloseable {

    /** The proxy's way with requests for a WebSocket. */
    public enum Upgrades {
        PASSED(""),
        ANSWERED_200("200 OK"),
        ANSWERED_400("400 Bad Request"),
        ANSWERED_502("502 Bad Gateway"),
        SWALLOWED("");

        private final String answer;

        Upgrades(String status) {
            answer = status.isEmpty()
                    ? ""
                    : "HTTP/1.1 " + status + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
        }
    }

    private static final String END_OF_HEAD = "\r\n\r\n";

    private final ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Upgrades upgrades;

    public UpgradeProxy(URI to, Upgrades upgrades) throws IOException {
        port = to.getPort();
        this.upgrades = upgrades;
        run(this::accept);
    }

    /** From now on. */
    public void set(Upgrades changed) {
        upgrades = changed;
    }

    /** The proxy's own address. */
    public String address() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Breaks all connections. */
    public void cut() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket client = server.accept();
            open.add(client);
            run(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        String head = head(client.getInputStream());
        if (upgrades == Upgrades.PASSED || !head.toLowerCase(Locale.ROOT).contains("\r\nupgrade: websocket\r\n")) {
            Socket service = new Socket(InetAddress.getLoopbackAddress(), port);
            open.add(service);
            service.getOutputStream().write(head.getBytes(ISO_8859_1));
            run(() -> pass(client.getInputStream(), service.getOutputStream()));
            pass(service.getInputStream(), client.getOutputStream());
        } else if (upgrades != Upgrades.SWALLOWED) {
            client.getOutputStream().write(upgrades.answer.getBytes(ISO_8859_1));
            client.close();
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith(END_OF_HEAD)) {
            int next = in.read();
            if (next < 0) {
                throw new SocketException("the client has gone");
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    private static void pass(InputStream in, OutputStream out) throws IOException {
        try (in;
                out) {
            in.transferTo(out);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (SocketException cut) {
                // Just as a proxy's lines break.
                return;
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
