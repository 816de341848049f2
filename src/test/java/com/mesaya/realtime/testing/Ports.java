package com.mesaya.realtime.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports that are free at the moment. */
public final class Ports {

    /** The system gives its connections none of these, nor whoever asks it for any port, so that none is taken before it is used. */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, LAST));

    private Ports() {}

    /** A free one of the loopback address, and another one each time. */
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
