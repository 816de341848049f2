package com.mesaya.realtime.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** The viewers of some sections, in a few load loops. */
public final class Crowd implements AutoCloseable {

    private static final Duration JOIN_PATIENCE = Duration.ofMinutes(2);
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(15);
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(3);
    private static final int ANSWER_SECONDS = 30;
    private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * The address of the server, and the load client.
     *
     * @param token the viewers' token
     * @param threads the number of threads
     * @param transport the way in which the viewers get their frames
     */
    public record Access(URI server, String token, int threads, Transport transport) {}

    private final List<LoadLoop> loops = new ArrayList<>();
    private long startedMicros;

    /**
     * Creates the viewers. They connect in {@link #join}.
     *
     * @param slowOneIn one of this number of viewers stops reading on request; 0 for none
     */
    public Crowd(Access access, List<String> sections, int viewersPerSection, int slowOneIn) throws IOException {
        URI server = access.server();
        Transport transport = access.transport();
        String headers = transport.headers(server, access.token());
        var address = new InetSocketAddress(server.getHost(), server.getPort());
        var shares = new ArrayList<List<LoadViewer>>();
        for (int loop = 0; loop < access.threads(); loop++) {
            shares.add(new ArrayList<>());
        }
        int turn = 0;
        for (int viewer = 0; viewer < viewersPerSection; viewer++) {
            for (int section = 0; section < sections.size(); section++) {
                boolean isSlow = slowOneIn > 0 && turn / access.threads() % slowOneIn == 0;
                shares.get(turn++ % access.threads())
                        .add(new LoadViewer(transport.path(sections.get(section)), section, isSlow));
            }
        }
        for (List<LoadViewer> share : shares) {
            if (!share.isEmpty()) {
                loops.add(new LoadLoop(address, transport, headers, share));
            }
        }
    }

    /** Connects all viewers, and returns when all have their snapshots, with the time it took. */
    public Duration join() throws InterruptedException {
        startedMicros = Mark.nowMicros();
        loops.forEach(LoadLoop::start);
        long lastMicros = startedMicros;
        for (LoadLoop loop : loops) {
            try {
                lastMicros = Math.max(lastMicros, loop.whenJoined().get(JOIN_PATIENCE.toSeconds(), TimeUnit.SECONDS));
            } catch (ExecutionException failure) {
                throw new IllegalStateException("the load client failed", failure.getCause());
            } catch (TimeoutException late) {
                throw new IllegalStateException("not all viewers have a snapshot after " + JOIN_PATIENCE.toSeconds()
                        + " s; " + tally().refused + " attempts failed");
            }
        }
        return Duration.ofNanos((lastMicros - startedMicros) * 1000);
    }

    /** Restarts the counts: deliveries by arrival time, freshness by due time within the window. */
    public void countWithin(long fromMicros, long toMicros) {
        all(loop -> {
            loop.countWithin(fromMicros, toMicros);
            return 0;
        });
    }

    /** Makes the slow viewers stop reading, or continue. */
    public void pauseSlow(boolean pauses) {
        all(loop -> {
            loop.pauseSlow(pauses);
            return 0;
        });
    }

    /** Returns the processor time of each of its threads so far. */
    public List<Long> cpuNanos() {
        return all(LoadLoop::cpuNanos);
    }

    /** Returns the counts of all viewers so far. */
    public Tally tally() {
        var sum = new Tally();
        all(loop -> {
            synchronized (sum) {
                sum.add(loop.tally());
            }
            return 0;
        });
        return sum;
    }

    /**
     * Waits until no viewer lacks a version, as long as events arrive and for a limited time, and returns the number of versions still
     * missing.
     */
    public long drain(List<TableRecords> sections) {
        long missing = missing(sections);
        long startNanos = System.nanoTime();
        long newsNanos = startNanos;
        while (missing > 0
                && System.nanoTime() - newsNanos < DRAIN_PATIENCE.toNanos()
                && System.nanoTime() - startNanos < LONGEST_DRAIN.toNanos()) {
            LockSupport.parkNanos(GLANCE_NANOS);
            long now = missing(sections);
            if (now < missing) {
                newsNanos = System.nanoTime();
            }
            missing = now;
        }
        return missing;
    }

    /** Returns the number of versions that the viewers lack now. */
    long missing(List<TableRecords> sections) {
        int[][] newest = sections.stream().map(TableRecords::versions).toArray(int[][]::new);
        return all(loop -> loop.missing(newest)).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private <T> List<T> all(Function<LoadLoop, T> question) {
        return loops.stream()
                .map(loop -> loop.ask(() -> question.apply(loop)).orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    @Override
    public void close() {
        loops.forEach(LoadLoop::close);
    }
}
