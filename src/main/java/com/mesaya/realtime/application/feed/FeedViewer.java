package com.mesaya.realtime.application.feed;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.log.SnapshotBarrier;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A viewer as its section's feed knows it: a cursor, and whether its socket accepts another write. Between two writes the feed keeps
 * nothing else about the viewer. Only the feed changes it; not thread-safe.
 */
public abstract class FeedViewer {

    /** The reason why a viewer gets no more events. */
    public enum End {
        /** The log does not reach back to the viewer's cursor. */
        OUT_OF_REACH,
        /** The viewer lagged behind its bound, and the overflow policy is to disconnect. */
        OVERFLOWED,
        /** The viewer has received the deletion of its section. */
        SECTION_DELETED
    }

    private static final long UNKNOWN = -1;

    private final long epoch;
    private final long barrierEnd;
    private long cursor;
    private @Nullable SnapshotBarrier barrier;
    private long catchUpTo = UNKNOWN;
    private long sentTo;
    private boolean over;
    private boolean endsAfterWrite;
    private boolean writing;
    private boolean fetching;

    /**
     * @param start the cursor from which the viewer needs the events
     * @param versions the versions in the viewer's snapshot
     * @param barrierEnd events up to this sequence may be older than the snapshot
     */
    protected FeedViewer(Cursor start, Map<EntityKey, Instant> versions, long barrierEnd) {
        this.epoch = start.epoch();
        this.cursor = start.sequence();
        this.sentTo = cursor;
        this.barrierEnd = barrierEnd;
        this.barrier = cursor < barrierEnd ? new SnapshotBarrier(versions) : null;
    }

    /**
     * Writes to the socket, which has acknowledged all earlier writes. The acknowledgement goes to {@link SectionFeed#acknowledged}.
     */
    protected abstract void write(LiveBatch batch);

    /** Asks the section for the entries after the cursor. The answer goes to {@link SectionFeed#fetchedAlone}. */
    protected abstract void fetchAlone(Cursor from, boolean catchesUp);

    /** Ends delivery to the viewer. The connection must then be closed. */
    protected abstract void end(End reason);

    /** Returns whether the connection has frames of its own to write, besides the events. */
    protected abstract boolean hasControlFrames();

    /** Records that events were left out: conflated without loss, or dropped for good. */
    protected abstract void leftOut(long conflated, long missed);

    /** Returns the cursor up to which the viewer's socket has acknowledged everything. */
    public final Cursor cursor() {
        return new Cursor(epoch, cursor);
    }

    final long epoch() {
        return epoch;
    }

    final long sequence() {
        return cursor;
    }

    final boolean isOver() {
        return over;
    }

    /** Returns whether a write to the socket is not yet acknowledged. */
    final boolean isWriting() {
        return writing;
    }

    /** Returns whether a separate fetch from the section is pending. */
    final boolean isFetching() {
        return fetching;
    }

    /** Returns the viewer's barrier; null if the viewer can share the batches of all others. */
    final @Nullable SnapshotBarrier barrier() {
        return barrier;
    }

    final void send(LiveBatch batch) {
        writing = true;
        sentTo = batch.to();
        endsAfterWrite = batch.endsSection();
        write(batch);
    }

    /** Records that the socket acknowledged the last write. */
    final void hasTaken() {
        writing = false;
        skipTo(sentTo);
        if (endsAfterWrite) {
            finish(End.SECTION_DELETED);
        }
    }

    final void skipTo(long sequence) {
        cursor = sequence;
        if (cursor >= barrierEnd) {
            barrier = null;
        }
    }

    final void fetch() {
        fetching = true;
        fetchAlone(cursor(), catchUpTo == UNKNOWN || cursor < catchUpTo);
    }

    /** Records the first fetch. Entries that existed before it are no lag: the viewer was joining, or away. */
    final void hasFetched(long head) {
        catchUpTo = catchUpTo == UNKNOWN ? head : catchUpTo;
    }

    final void stopFetching() {
        fetching = false;
    }

    final void silence() {
        over = true;
    }

    final void finish(End reason) {
        if (!over) {
            over = true;
            end(reason);
        }
    }
}
