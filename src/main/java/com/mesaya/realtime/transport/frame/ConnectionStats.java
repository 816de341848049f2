package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.application.monitor.DeliveryMonitor;
import com.mesaya.realtime.domain.log.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of one connection, for its last log line and the metrics. The connection's stream writes some values and the
 * section's feed the others. They are read when the connection ends, and may lack writes of that moment.
 */
public final class ConnectionStats {

    private static final String ABANDONED = "abandoned";
    private static final String CLIENT = "client";
    private static final String FAILURE = "failure";

    private final DeliveryMonitor monitor;
    private final Instant openedAt;
    private String outcome = ABANDONED;
    private String closedBy = CLIENT;
    private @Nullable Instant liveSince;
    private long ownFrames;
    private long liveFrames;
    private long events;
    private long conflated;
    private long dropped;

    public ConnectionStats(DeliveryMonitor monitor, Instant openedAt) {
        this.monitor = monitor;
        this.openedAt = openedAt;
    }

    /** Records the result of the join. */
    public void joined(String how) {
        outcome = how;
    }

    public void closedBy(String reason) {
        closedBy = reason;
    }

    /** Records that the connection has failed. */
    public void failed() {
        closedBy = FAILURE;
    }

    public String closedBy() {
        return closedBy;
    }

    /** Counts frames of the connection itself: the snapshot, answers, notices. */
    public void sent(int frames, Instant now) {
        if (liveSince == null) {
            liveSince = now;
        }
        ownFrames += frames;
        monitor.handedOver(frames, List.of(), now, now);
    }

    /** Counts events that the feed writes. */
    public void delivered(LiveBatch batch, Instant now) {
        List<LogEntry> entries = batch.entries();
        int frames = entries.size() + (batch.missed() > 0 ? 1 : 0);
        liveFrames += frames;
        events += entries.size();
        monitor.handedOver(frames, entries, liveSince == null ? now : liveSince, now);
    }

    public void leftOut(long moreConflated, long moreDropped) {
        conflated += moreConflated;
        dropped += moreDropped;
        monitor.leftOut(moreConflated, moreDropped);
    }

    /** Returns all values. */
    public Sums sums(Instant now) {
        return new Sums(
                outcome, closedBy, Duration.between(openedAt, now), ownFrames + liveFrames, events, conflated, dropped);
    }

    /** The statistics of a connection up to some moment. */
    public record Sums(
            String outcome,
            String closedBy,
            Duration duration,
            long frames,
            long events,
            long conflated,
            long dropped) {}
}
