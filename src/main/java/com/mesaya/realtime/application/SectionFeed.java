package com.mesaya.realtime.application;

import com.mesaya.realtime.application.FeedViewer.End;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.SnapshotBarrier;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers one section's events to its viewers on this node.
 *
 * <pre>
 *   section ──batch──▶ ring of the newest entries ──one write──▶ socket
 *                       ▲        ▲       ▲     ▲                   │
 *                       └── a cursor per viewer ◀──acknowledgement─┘
 * </pre>
 *
 * A viewer whose socket has acknowledged its last write gets everything since in one write. At most one write per viewer is
 * under way, so nothing queues up for a slow socket. A viewer that falls behind the ring asks the section alone, and the log's
 * overflow policy decides. Not thread-safe.
 */
public final class SectionFeed {

    /**
     * How much a feed keeps and writes.
     *
     * @param bound how many of the newest events a viewer may lag behind and still be served from here
     * @param maxBytes how many bytes of frames are kept for that
     * @param maxWriteBytes how many bytes of frames one write brings, unless a single frame is larger
     */
    public record Limits(int bound, long maxBytes, int maxWriteBytes) {}

    private final EntryRing ring;
    private final int maxWriteBytes;
    private final Consumer<Cursor> source;
    private final InstantSource clock;
    private final Set<FeedViewer> viewers = new LinkedHashSet<>();
    private @Nullable LiveBatch shared;
    private long epoch;
    private boolean following;

    /** @param source asks the section for what is after a cursor; {@link #fetched} is to be told of the answer */
    public SectionFeed(Limits limits, Consumer<Cursor> source, InstantSource clock) {
        this.ring = new EntryRing(limits.bound(), limits.maxBytes());
        this.maxWriteBytes = limits.maxWriteBytes();
        this.source = source;
        this.clock = clock;
    }

    /**
     * From now on the viewer gets what is after its cursor. If that is of another epoch than the feed's, one of the two belongs to
     * a log that is lost: the viewer asks the section, which knows.
     */
    public void attach(FeedViewer viewer) {
        viewers.add(viewer);
        if (!following) {
            follow(viewer.cursor());
        }
        offer(viewer);
    }

    /** The viewer is gone. */
    public void detach(FeedViewer viewer) {
        viewer.silence();
        viewers.remove(viewer);
    }

    /** The viewer gets no more events, since its connection is about to be closed. */
    public void silence(FeedViewer viewer) {
        viewer.silence();
    }

    /** How many viewers there are. */
    public int size() {
        return viewers.size();
    }

    /** The socket has taken the viewer's last write. */
    public void acknowledged(FeedViewer viewer) {
        if (viewer.isWriting()) {
            viewer.hasTaken();
            offer(viewer);
        }
    }

    /**
     * The section's answer to the feed. Answers that come twice, or late, are harmless.
     *
     * @param askedFor the epoch of the cursor that was asked with
     */
    public void fetched(long askedFor, Fetched answer) {
        if (!following || askedFor != epoch) {
            return;
        }
        if (!(answer instanceof Fetched.Batch batch)) {
            loseEpoch(null);
            return;
        }
        if (batch.conflated() > 0) {
            viewers.forEach(viewer -> viewer.leftOut(batch.conflated(), 0));
        }
        ring.append(batch);
        shared = null;
        source.accept(new Cursor(epoch, ring.head()));
        viewers.forEach(this::serve);
    }

    /**
     * The section's answer to a viewer that asked alone.
     *
     * @param answer null if there was none in time; then the viewer asks again
     */
    public void fetchedAlone(FeedViewer viewer, @Nullable Fetched answer) {
        if (!viewer.isFetching()) {
            return;
        }
        dropHolds();
        viewer.stopFetching();
        if (answer == null) {
            serve(viewer);
            return;
        }
        if (answer instanceof Fetched.Batch batch) {
            viewer.hasFetched(batch.head());
            if (viewer.epoch() != epoch) {
                // The section knows the viewer's epoch, so the feed's is lost.
                loseEpoch(viewer);
            }
            if (viewer.isWriting() || viewer.isOver()) {
                // It asks again when its socket can take more.
                return;
            }
            if (batch.next().sequence() > viewer.sequence()) {
                viewer.leftOut(batch.conflated(), batch.missed());
                send(viewer, batch(viewer, batch.entries(), batch.next().sequence(), batch.missed()));
            } else {
                serve(viewer);
            }
        } else {
            viewer.finish(answer == Fetched.Overflowed.INSTANCE ? End.OVERFLOWED : End.OUT_OF_REACH);
        }
    }

    private void follow(Cursor from) {
        following = true;
        epoch = from.epoch();
        shared = null;
        ring.restart(from.sequence());
        source.accept(from);
    }

    /** The log that the feed has followed is gone. Its viewers take a new snapshot; those of a newer log are followed. */
    private void loseEpoch(@Nullable FeedViewer ofNewer) {
        following = false;
        var lost = new ArrayList<FeedViewer>();
        FeedViewer newer = ofNewer;
        for (FeedViewer viewer : viewers) {
            if (viewer.epoch() == epoch) {
                lost.add(viewer);
            } else if (newer == null && !viewer.isOver()) {
                newer = viewer;
            }
        }
        if (newer != null) {
            follow(newer.cursor());
        }
        lost.forEach(viewer -> viewer.finish(End.OUT_OF_REACH));
    }

    /** Writes what there is for a viewer if its socket can take it. */
    public void offer(FeedViewer viewer) {
        dropHolds();
        serve(viewer);
    }

    /** A hold's frame says how long the hold still lasts, so it is shared for a moment only. */
    private void dropHolds() {
        if (shared != null && shared.holds()) {
            shared = null;
        }
    }

    private void serve(FeedViewer viewer) {
        if (viewer.isWriting()) {
            return;
        }
        if (viewer.hasControlFrames()) {
            viewer.send(LiveBatch.nothing(viewer.sequence()));
        } else if (viewer.isFetching() || viewer.isOver()) {
            return;
        } else if (viewer.epoch() != epoch || viewer.sequence() < ring.start()) {
            viewer.fetch();
        } else if (viewer.sequence() < ring.head()) {
            send(viewer, fromRing(viewer));
        }
    }

    private void send(FeedViewer viewer, LiveBatch batch) {
        if (batch.isEmpty()) {
            viewer.skipTo(batch.to());
            serve(viewer);
        } else {
            viewer.send(batch);
        }
    }

    private LiveBatch fromRing(FeedViewer viewer) {
        LiveBatch last = shared;
        long from = viewer.sequence();
        boolean shares = viewer.barrier() == null;
        if (shares && last != null && last.from() == from) {
            return last;
        }
        LiveBatch batch = batch(viewer, ring.after(from), ring.head(), 0);
        if (shares) {
            shared = batch;
        }
        return batch;
    }

    /**
     * As much as one write brings.
     *
     * @param end the cursor after all of the entries
     */
    private LiveBatch batch(FeedViewer viewer, List<LogEntry> entries, long end, long missed) {
        Instant now = clock.instant();
        SnapshotBarrier barrier = viewer.barrier();
        var written = new ArrayList<LogEntry>();
        long bytes = 0;
        long to = viewer.sequence();
        boolean holds = false;
        for (LogEntry entry : entries) {
            boolean lapsed = entry.event().hasLapsed(now);
            if (!lapsed && !written.isEmpty() && bytes + entry.event().frame().size() > maxWriteBytes) {
                return new LiveBatch(viewer.sequence(), to, written, missed, holds);
            }
            to = entry.sequence();
            if (!lapsed && (barrier == null || barrier.lets(entry.event()))) {
                written.add(entry);
                bytes += entry.event().frame().size();
                holds |= entry.event().nature() == EventNature.HOLD;
                if (entry.event().endsSection()) {
                    return new LiveBatch(viewer.sequence(), to, written, missed, holds);
                }
            }
        }
        return new LiveBatch(viewer.sequence(), end, written, missed, holds);
    }
}
