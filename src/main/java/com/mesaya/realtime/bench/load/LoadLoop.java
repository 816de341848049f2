package com.mesaya.realtime.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * A thread with a selector and its viewers, which connect in small groups; a refused one tries again, after those that wait. Use
 * {@link #ask} from other threads.
 */
final class LoadLoop implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int UPGRADING_AT_ONCE = 256;
    /**
     * A small buffer, so that the server and not the kernel has to deal with viewers that don't read. Loopback is slow for such
     * sockets even if they read.
     */
    private static final int SLOW_RECEIVE_BUFFER_BYTES = 16 * 1024;

    private static final long RETRY_MICROS = 50_000;

    private final InetSocketAddress address;
    private final String headers;
    private final List<LoadViewer> viewers;
    private final Deque<LoadViewer> waiting;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final Arrivals arrivals;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "load");
    private final CompletableFuture<Long> joined = new CompletableFuture<>();
    private volatile boolean stopped;
    private int upgrading;
    private int watching;
    private long retryAtMicros;

    LoadLoop(InetSocketAddress address, Transport transport, String headers, List<LoadViewer> viewers)
            throws IOException {
        this.address = address;
        this.arrivals = new Arrivals(transport);
        this.headers = headers;
        this.viewers = viewers;
        this.waiting = new ArrayDeque<>(viewers);
        this.selector = Selector.open();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Completes with the time, by {@link Mark#nowMicros}, when every viewer has its snapshot; fails with the loop. */
    CompletableFuture<Long> whenJoined() {
        return joined;
    }

    /** Runs a task on the loop's thread. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        tasks.add(() -> answer.complete(question.get()));
        selector.wakeup();
        if (stopped) {
            answer.completeExceptionally(new IllegalStateException("the load client has ended"));
        }
        return answer;
    }

    /** Returns the processor time of the loop so far; to be called on its thread. */
    long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Returns the counts so far; to be called on its thread. */
    Tally tally() {
        return arrivals.tally();
    }

    /** Restarts the counts, for events that arrive or are due within the window; to be called on its thread. */
    void countWithin(long fromMicros, long toMicros) {
        arrivals.countWithin(fromMicros, toMicros);
    }

    /** Makes the slow viewers stop reading, or continue; to be called on its thread. */
    void pauseSlow(boolean pauses) {
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && ((LoadViewer) key.attachment()).isSlow()) {
                key.interestOps(pauses ? 0 : SelectionKey.OP_READ);
            }
        }
    }

    /** Returns the number of versions that its viewers lack; to be called on its thread. */
    long missing(int[][] newest) {
        return viewers.stream().mapToLong(viewer -> viewer.missing(newest)).sum();
    }

    private void run() {
        try (selector;
                arrivals) {
            while (!stopped) {
                connectSome();
                selector.select(this::onSelected, waiting.isEmpty() ? 0 : RETRY_MICROS / 1000);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            }
            for (SelectionKey key : selector.keys()) {
                end(key);
            }
        } catch (IOException | RuntimeException failure) {
            stopped = true;
            joined.completeExceptionally(failure);
        }
    }

    private void connectSome() throws IOException {
        if (Mark.nowMicros() < retryAtMicros) {
            return;
        }
        while (upgrading < UPGRADING_AT_ONCE) {
            LoadViewer viewer = waiting.poll();
            if (viewer == null) {
                return;
            }
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // Closes with a reset, so that the port is free again at once instead of after a minute.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            if (viewer.isSlow()) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, SLOW_RECEIVE_BUFFER_BYTES);
            }
            viewer.begin();
            upgrading++;
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, viewer);
            if (channel.connect(address)) {
                request(key, viewer, channel);
            }
        }
    }

    private void onSelected(SelectionKey key) {
        var viewer = (LoadViewer) key.attachment();
        var channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                request(key, viewer, channel);
            } else if (key.isReadable()) {
                if (viewer.read(channel, buffer) < 0) {
                    gone(key, viewer);
                    return;
                }
                onRead(key, viewer);
            }
        } catch (IOException broken) {
            gone(key, viewer);
        }
    }

    private void request(SelectionKey key, LoadViewer viewer, SocketChannel channel) throws IOException {
        viewer.state = LoadViewer.State.UPGRADING;
        key.interestOps(SelectionKey.OP_READ);
        channel.write(StandardCharsets.US_ASCII.encode("GET " + viewer.path() + " HTTP/1.1\r\n" + headers));
    }

    private void onRead(SelectionKey key, LoadViewer viewer) {
        long nowMicros = Mark.nowMicros();
        boolean wasWatching = viewer.state == LoadViewer.State.WATCHING;
        boolean goesOn = arrivals.take(key, viewer, buffer.array(), buffer.position(), nowMicros);
        if (!wasWatching && viewer.state == LoadViewer.State.WATCHING) {
            upgrading--;
            watching++;
            if (watching == viewers.size()) {
                joined.complete(nowMicros);
            }
        }
        if (!goesOn) {
            gone(key, viewer);
        }
    }

    private void gone(SelectionKey key, LoadViewer viewer) {
        end(key);
        if (viewer.state == LoadViewer.State.WATCHING) {
            viewer.state = LoadViewer.State.GONE;
            tally().ended++;
        } else if (viewer.state != LoadViewer.State.GONE) {
            tally().refused++;
            upgrading--;
            viewer.state = LoadViewer.State.WAITING;
            waiting.add(viewer);
            retryAtMicros = Mark.nowMicros() + RETRY_MICROS;
        }
    }

    private static void end(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
