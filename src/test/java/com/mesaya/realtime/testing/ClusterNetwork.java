package com.mesaya.realtime.testing;

import com.mesaya.realtime.demo.LoopbackPorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * The network between nodes on this machine, which can be partitioned: what a node sends to another passes a proxy in front of
 * that one, which tells by the loopback address that it comes from who sends. What doesn't get through isn't refused; it just
 * doesn't arrive.
 */
public final class ClusterNetwork implements AutoCloseable {

    private static final int FIRST_ADDRESS = 11;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final List<Integer> boundPorts;
    private final List<ServerSocket> doors = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "cluster-network");
        thread.setDaemon(true);
        return thread;
    });
    private int cutOff = -1;
    private boolean closed;

    /** A network for so many nodes. */
    public ClusterNetwork(int nodes) throws IOException {
        boundPorts = IntStream.range(0, nodes)
                .map(node -> LoopbackPorts.free())
                .boxed()
                .toList();
        for (int node = 0; node < nodes; node++) {
            var door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            doors.add(door);
            int receiver = node;
            threads.execute(() -> letIn(receiver, door));
        }
    }

    /** At which port the others reach a node. */
    public int port(int node) {
        return doors.get(node).getLocalPort();
    }

    /** What a node's JVM needs to be told. */
    public List<String> jvmOptions(int node) {
        return List.of(
                "-Dpekko.remote.artery.bind.port=" + boundPorts.get(node),
                "-Dpekko.remote.artery.advanced.tcp.outbound-client-hostname=127.0.0." + (FIRST_ADDRESS + node));
    }

    /** Nothing gets through between this node and the others any more. */
    public synchronized void cutOff(int node) {
        cutOff = node;
    }

    /** Everything gets through again. */
    public synchronized void heal() {
        cutOff = -1;
        notifyAll();
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        notifyAll();
        threads.shutdown();
        for (ServerSocket door : doors) {
            door.close();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void letIn(int receiver, ServerSocket door) {
        try {
            while (true) {
                Socket from = door.accept();
                int sender = (from.getInetAddress().getAddress()[3] & 0xFF) - FIRST_ADDRESS;
                threads.execute(() -> connect(sender, receiver, from));
            }
        } catch (IOException isClosed) {
            if (!door.isClosed()) {
                throw new UncheckedIOException(isClosed);
            }
        }
    }

    private void connect(int sender, int receiver, Socket from) {
        var to = new Socket();
        synchronized (this) {
            sockets.add(from);
            sockets.add(to);
        }
        try (from;
                to) {
            awaitPassage(sender, receiver);
            to.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), boundPorts.get(receiver)));
            threads.execute(() -> pass(receiver, sender, to, from));
            pass(sender, receiver, from, to);
        } catch (IOException nobodyThere) {
            // The sender sees its connection closed, as it would without the proxy.
            forget(from, to);
        }
    }

    private void pass(int sender, int receiver, Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                awaitPassage(sender, receiver);
                out.write(buffer, 0, length);
            }
        } catch (IOException broken) {
            forget(from, to);
        }
    }

    private synchronized void awaitPassage(int sender, int receiver) {
        try {
            while (!closed && (sender == cutOff || receiver == cutOff)) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void forget(Socket... broken) {
        sockets.removeAll(List.of(broken));
    }
}
