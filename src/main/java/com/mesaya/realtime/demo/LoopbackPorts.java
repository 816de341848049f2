package com.mesaya.realtime.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds ports of the loopback address that are free at the moment. Thread-safe. */
public final class LoopbackPorts {

    // The system assigns these ports neither to outgoing connections nor to port 0, so no other process gets one before
    // it is used,
    // or while a broker is stopped.
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, LAST));

    private LoopbackPorts() {}

    /** Returns a free port, and a different one for each call. */
    public static int free() {
        while (true) {
            int port = NEXT.getAndUpdate(last -> last == LAST ? FIRST : last + 1);
            if (isFree(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
