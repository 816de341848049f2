package com.mesaya.realtime.testing;

import com.mesaya.realtime.cli.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** Thousands of clients on one thread, each with a user of its own, that come and go. */
public final class ViewerCrowd implements AutoCloseable {

    private static final int LARGEST_FRAME_BYTES = 4 * 1024 * 1024;
    private static final Duration ARRIVAL = Duration.ofSeconds(10);
    private static final Duration TOKEN_LIFE = Duration.ofHours(6);

    private record Timer(long atNanos, Runnable action) {}

    private final IntSupplier port;
    private final Selector selector;
    private final List<CrowdViewer> viewers = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::atNanos));
    private final Map<String, Long> tally = new TreeMap<>();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(LARGEST_FRAME_BYTES);
    private final Thread thread = new Thread(this::run, "viewer-crowd");
    private volatile boolean stays = true;
    private volatile boolean over;
    private volatile Throwable failure;
    private volatile long frames;
    private volatile long characters;
    private volatile int regressions;

    /** Every other viewer resumes; all arrive within ten seconds, and stay until they may {@link #roam}. */
    public ViewerCrowd(int port, List<String> sections, int count, long seed) {
        this(() -> port, sections, count, seed);
    }

    /** The same with several services; {@code port} tells where to go next. */
    public ViewerCrowd(IntSupplier port, List<String> sections, int count, long seed) {
        this.port = port;
        var random = new Random(seed);
        for (int number = 0; number < count; number++) {
            String token =
                    Tokens.sign(RunningService.SECRET, "viewer-" + number, List.of("USER"), List.of(), TOKEN_LIFE);
            String section = sections.get(number % sections.size());
            var viewer = new CrowdViewer(
                    this, section, token, number / sections.size() % 2 == 0, new Random(random.nextLong()));
            viewers.add(viewer);
            after(ARRIVAL.multipliedBy(number).dividedBy(count), viewer::come);
        }
        try {
            selector = Selector.open();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        thread.start();
    }

    public List<CrowdViewer> viewers() {
        return viewers;
    }

    /** Nobody leaves by itself any more. */
    public void stay() {
        stays = true;
    }

    /** They come and go again. */
    public void roam() {
        stays = false;
    }

    /** Whether everybody is here. */
    public boolean isComplete() {
        Throwable broken = failure;
        if (broken != null) {
            throw new AssertionError("the crowd is lost", broken);
        }
        return viewers.stream().allMatch(CrowdViewer::isHere);
    }

    /** How often what happened to its viewers. */
    public Map<String, Long> tally() {
        synchronized (tally) {
            return new TreeMap<>(tally);
        }
    }

    public long frames() {
        return frames;
    }

    public long characters() {
        return characters;
    }

    /** How often anybody was shown the past. */
    public int regressions() {
        return regressions
                + viewers.stream()
                        .mapToInt(viewer -> viewer.fold().regressions())
                        .sum();
    }

    @Override
    public void close() {
        over = true;
        selector.wakeup();
    }

    SocketChannel connect(CrowdViewer viewer) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getAsInt()));
        channel.register(selector, SelectionKey.OP_CONNECT, viewer);
        return channel;
    }

    void disconnect(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            count("gone already");
        }
    }

    void after(Duration pause, Runnable action) {
        timers.add(new Timer(System.nanoTime() + pause.toNanos(), action));
    }

    boolean stays() {
        return stays;
    }

    void count(String what) {
        synchronized (tally) {
            tally.merge(what, 1L, Long::sum);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void received(int length) {
        frames++;
        characters += length;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void regressed(int times) {
        regressions += times;
    }

    private void run() {
        try (selector) {
            while (!over) {
                Timer next = timers.peek();
                long waitMs = next == null ? 1_000 : Math.max(1, (next.atNanos() - System.nanoTime()) / 1_000_000);
                selector.select(key -> ((CrowdViewer) key.attachment()).ready(key, shared), waitMs);
                while ((next = timers.peek()) != null && next.atNanos() <= System.nanoTime()) {
                    timers.remove().action().run();
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException | RuntimeException | AssertionError broken) {
            failure = broken;
        }
    }
}
