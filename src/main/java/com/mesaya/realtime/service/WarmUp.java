package com.mesaya.realtime.service;

import com.mesaya.realtime.application.operations.ReadinessCheck;
import com.mesaya.realtime.config.Settings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warms up the JVM before the node is ready: viewers join, get events and leave, so that the code of a join is compiled when the first
 * clients come. After a deploy all clients come at once. The viewers join a {@link Rehearsal}, which no client sees. If the warm-up
 * fails, the node becomes ready without it. Thread-safe.
 */
final class WarmUp implements ReadinessCheck {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int JOINS = 2_000;
    private static final int JOINS_AT_ONCE = 20;
    private static final int EVENTS_PER_ROUND = 10;
    /** The time limit of a round that is under way when the warm-up's time is over; the node is ready meanwhile. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ActorSystem<?> system;
    private final Settings settings;
    private final Duration atMost;
    private volatile long startNanos;
    private volatile boolean begun;
    private volatile boolean over;

    WarmUp(ActorSystem<?> system, Settings settings, Duration atMost) {
        this.system = system;
        this.settings = settings;
        this.atMost = atMost;
    }

    /** Returns no condition after the maximum time, even if the warm-up hangs. */
    @Override
    public List<String> waitsFor() {
        return over || (begun && left().isNegative()) ? List.of() : List.of("its warm-up to end");
    }

    private Duration left() {
        return atMost.minusNanos(System.nanoTime() - startNanos);
    }

    /** Begins the warm-up. To be called once. */
    void begin() {
        startNanos = System.nanoTime();
        begun = true;
        var thread = new Thread(this::run, "warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (Rehearsal rehearsal = Rehearsal.start(system, settings, PATIENCE)) {
            int joins = 0;
            while (joins < JOINS && !left().isNegative()) {
                round(rehearsal);
                joins += JOINS_AT_ONCE;
            }
            LOG.info(
                    "Warmed up by {} joins in {} ms",
                    joins,
                    atMost.minus(left()).toMillis());
        } catch (IOException | GeneralSecurityException | ExecutionException | TimeoutException failure) {
            LOG.warn("The warm-up ended early: {}", failure.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            over = true;
        }
    }

    private void round(Rehearsal rehearsal)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        var clients = new ArrayList<WarmUpClient>();
        try {
            for (int client = 0; client < JOINS_AT_ONCE; client++) {
                clients.add(rehearsal.connect(client % 2 == 0, PATIENCE));
            }
            for (WarmUpClient client : clients) {
                client.awaitUpgrade();
                client.awaitFrames(1);
            }
            int told = rehearsal.publish(EVENTS_PER_ROUND, PATIENCE);
            for (WarmUpClient client : clients) {
                client.awaitFrames(told);
            }
            for (WarmUpClient client : clients) {
                client.leave();
            }
        } finally {
            for (WarmUpClient client : clients) {
                client.close();
            }
        }
    }
}
