package com.mesaya.realtime.application.feed;

import com.mesaya.realtime.application.feed.FeedViewer.End;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
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
     * Limits of a feed.
     *
     * @param bound the number of newest events by which a viewer may lag behind and still be served from the feed
     * @param maxBytes the bytes of frames that the feed keeps for that
     * @param maxWriteBytes the bytes of frames in one write, unless a single frame is larger
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

    /** @param source asks the section for the entries after a cursor; the answers go to {@link #fetched} */
    public SectionFeed(Limits limits, Consumer<Cursor> source, InstantSource clock) {
        this.ring = new EntryRing(limits.bound(), limits.maxBytes());
        this.maxWriteBytes = limits.maxWriteBytes();
        this.source = source;
        this.clock = clock;
    }

    /**
     * Begins to deliver the entries after the viewer's cursor. If the cursor is of another epoch than the feed's, one of the two
     * belongs to a lost log; the viewer then asks the section, which knows the current epoch.
     */
    public void attach(FeedViewer viewer) {
        viewers.add(viewer);
        if (!following) {
            follow(viewer.cursor());
        }
        offer(viewer);
    }

    /** Removes a viewer that has disconnected. */
    public void detach(FeedViewer viewer) {
        viewer.silence();
        viewers.remove(viewer);
    }

    /** Stops delivery to a viewer whose connection is about to be closed. */
    public void silence(FeedViewer viewer) {
        viewer.silence();
    }

    /** Records that the socket acknowledged the viewer's last write. */
    public void acknowledged(FeedViewer viewer) {
        if (viewer.isWriting()) {
            viewer.hasTaken();
            offer(viewer);
        }
    }

    /**
     * Handles the section's answer to the feed. Duplicate and late answers are harmless.
     *
     * @param askedFor the epoch of the cursor in the request
     */
    public void fetched(long askedFor, Fetched answer) {
        if (!following || askedFor != epoch) {
            return;
        }
        if (!(answer instanceof Fetched.Batch batch)) {
            loseEpoch(null);
            return;
        }
        if (batch.after() > ring.head()) {
            // The answer to a request from before the feed restarted.
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
     * Handles the section's answer to the separate fetch of one viewer.
     *
     * @param answer null if there was none in time; the viewer then asks again
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
                // The section knows the viewer's epoch, so the log of the feed's epoch is lost.
                loseEpoch(viewer);
            }
            if (viewer.isWriting() || viewer.isOver()) {
                // It asks again when its socket accepts another write.
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

    /**
     * Drops the log that the feed has followed, since it is lost. Its viewers take a new snapshot; the feed follows the log of viewers
     * with a newer epoch.
     */
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

    /** Writes the viewer's pending entries if its socket accepts a write. */
    public void offer(FeedViewer viewer) {
        dropHolds();
        serve(viewer);
    }

    /**
     * Drops the shared batches that contain holds: a hold's frame states the hold's remaining time, so viewers share it only briefly.
     */
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

    private LiveBatch batch(FeedViewer viewer, List<LogEntry> entries, long end, long missed) {
        return LiveBatch.of(viewer, entries, end, missed, maxWriteBytes, clock.instant());
    }
}
