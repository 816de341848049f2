package com.mesaya.realtime.transport;

import com.mesaya.realtime.application.SectionMonitor;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one connection has been: for the log's last word on it, and for whoever counts. Thread-safe. */
final class Tally {

    /** Whose socket takes nothing for so long is counted as stalled; most are still far from being cut off. */
    static final Duration STALLED_AFTER = Duration.ofSeconds(5);

    private static final String ABANDONED = "abandoned";
    private static final String CLIENT = "client";

    private final Instant openedAt;
    private String outcome = ABANDONED;
    private String closedBy = CLIENT;
    private @Nullable Instant toldSince;
    /** How much waits for the socket. Notes and answers don't count: a client that only they wait for misses nothing. */
    private int waiting;

    private @Nullable Instant untouchedSince;
    private long frames;
    private long events;
    private long conflated;
    private long dropped;

    Tally(Instant openedAt) {
        this.openedAt = openedAt;
    }

    /** How the join ended. */
    synchronized void joined(String how) {
        outcome = how;
    }

    synchronized void closedBy(String reason) {
        closedBy = reason;
    }

    synchronized String closedBy() {
        return closedBy;
    }

    synchronized void leftOut(long moreConflated, long moreDropped) {
        conflated += moreConflated;
        dropped += moreDropped;
    }

    /** The snapshot, or events, wait for the socket to want them. */
    synchronized void awaitsSocket(Instant now) {
        waiting++;
        if (untouchedSince == null) {
            untouchedSince = now;
        }
    }

    synchronized boolean isStalled(Instant now) {
        return untouchedSince != null && untouchedSince.plus(STALLED_AFTER).isBefore(now);
    }

    /** The socket takes this now. */
    synchronized void handedOver(Outbound outbound, Instant now, SectionMonitor monitor) {
        if (outbound.close() != null) {
            closedBy = outbound.close().label();
        }
        if (outbound.frames().isEmpty()) {
            return;
        }
        if (toldSince == null || !outbound.events().isEmpty()) {
            waiting--;
        }
        untouchedSince = waiting > 0 ? now : null;
        Instant since = toldSince == null ? now : toldSince;
        toldSince = since;
        frames += outbound.frames().size();
        events += outbound.events().size();
        monitor.handedOver(outbound.frames().size(), outbound.events(), since, now);
    }

    /** All of it. */
    synchronized Sums sums(Instant now) {
        return new Sums(outcome, closedBy, Duration.between(openedAt, now), frames, events, conflated, dropped);
    }

    /** What a connection has been up to some moment. */
    record Sums(
            String outcome,
            String closedBy,
            Duration duration,
            long frames,
            long events,
            long conflated,
            long dropped) {}
}
