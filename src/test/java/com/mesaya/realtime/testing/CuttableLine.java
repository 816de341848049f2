package com.mesaya.realtime.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a server that breaks on command, and lets clients connect again. */
public final class CuttableLine implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public CuttableLine(URI to) throws IOException {
        port = to.getPort();
        run(this::accept);
    }

    /** An HTTP address at this end of the line. */
    public String http(String path) {
        return "http://127.0.0.1:" + server.getLocalPort() + path;
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
            Socket service = new Socket(InetAddress.getLoopbackAddress(), port);
            open.add(client);
            open.add(service);
            run(() -> pass(client.getInputStream(), service.getOutputStream()));
            run(() -> pass(service.getInputStream(), client.getOutputStream()));
        }
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
                // Just what the line is for.
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
