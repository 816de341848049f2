package com.mesaya.realtime.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A proxy to the service that limits the clients' throughput, as a bad network does, with hardly any buffer. Uses two threads for each
 * connection. Thread-safe.
 */
final class SlowLine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SlowLine.class);
    private static final int CHUNK_BYTES = 512;
    private static final long CHUNK_NANOS = 50_000_000;
    /** The smallest receive buffer that the kernel grants, so that the service soon notices the slow line. */
    private static final int RECEIVE_BYTES = 2048;

    private final ServerSocket server;
    private final IntSupplier targetPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param targetPort returns the service's port on the loopback address, for each connection */
    SlowLine(IntSupplier targetPort) throws IOException {
        this.targetPort = targetPort;
        this.server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        inBackground(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket client = server.accept();
            open.add(client);
            inBackground(() -> join(client));
        }
    }

    private void join(Socket client) throws IOException {
        var service = new Socket();
        open.add(service);
        try (client;
                service) {
            service.setReceiveBufferSize(RECEIVE_BYTES);
            service.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort.getAsInt()));
            inBackground(() -> {
                try (client;
                        service) {
                    client.getInputStream().transferTo(service.getOutputStream());
                }
            });
            trickle(service.getInputStream(), client.getOutputStream());
        } finally {
            open.remove(service);
            open.remove(client);
        }
    }

    private static void trickle(InputStream in, OutputStream out) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            out.write(chunk, 0, count);
            LockSupport.parkNanos(CHUNK_NANOS);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException ended) {
                        LOG.debug("A slow line ended", ended);
                    }
                },
                "slow-line");
        thread.setDaemon(true);
        thread.start();
    }
}
