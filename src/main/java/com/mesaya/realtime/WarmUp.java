package com.mesaya.realtime;

import com.mesaya.realtime.application.ReadinessCheck;
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
 * Lets viewers join, be told of events and go before the node is ready, so that the JVM has compiled what a join takes when the
 * first clients come: after a deploy all of them come at once. They join a {@link Rehearsal}, which no client sees. If it fails,
 * the node is ready without it. Thread-safe.
 */
final class WarmUp implements ReadinessCheck {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int JOINS = 2_000;
    private static final int JOINS_AT_ONCE = 20;
    private static final int EVENTS_PER_ROUND = 10;
    /** A round that is under way when the time is over ends in order, with the node ready meanwhile. */
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

    /** Not longer than it may, even if it hangs. */
    @Override
    public List<String> waitsFor() {
        return over || (begun && left().isNegative()) ? List.of() : List.of("its warm-up to end");
    }

    private Duration left() {
        return atMost.minusNanos(System.nanoTime() - startNanos);
    }

    /** To be called once. */
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
