package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SnapshotBarrier;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A viewer as its section's feed knows it: a cursor, and whether its socket can take more. Between two writes nothing else is
 * kept of it. Only the feed changes it; not thread-safe.
 */
public abstract class FeedViewer {

    /** Why a viewer gets no more events. */
    public enum End {
        /** The log doesn't reach back to the viewer's cursor. */
        OUT_OF_REACH,
        /** The viewer lagged behind its bound, and the policy is to disconnect. */
        OVERFLOWED,
        /** The viewer was told that its section is deleted. */
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

    /** Writes to the socket, which has taken everything before. The feed is to be told by {@link SectionFeed#acknowledged}. */
    protected abstract void write(LiveBatch batch);

    /** Asks the section for what is after the cursor. The feed is to be told by {@link SectionFeed#fetchedAlone}. */
    protected abstract void fetchAlone(Cursor from, boolean catchesUp);

    /** Gets no more events. The connection is to be closed. */
    protected abstract void end(End reason);

    /** Whether the connection itself has something to write, beside the events. */
    protected abstract boolean hasControlFrames();

    /** Events were left out: conflated without loss, or dropped for good. */
    protected abstract void leftOut(long conflated, long missed);

    /** The cursor that the viewer's socket has taken everything up to. */
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

    /** Whether a write is on its way to the socket. */
    final boolean isWriting() {
        return writing;
    }

    /** Whether it has asked the section alone. */
    final boolean isFetching() {
        return fetching;
    }

    /** Null if the viewer can share what all others get. */
    final @Nullable SnapshotBarrier barrier() {
        return barrier;
    }

    final void send(LiveBatch batch) {
        writing = true;
        sentTo = batch.to();
        endsAfterWrite = batch.endsSection();
        write(batch);
    }

    /** The socket has taken the last write. */
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

    /** What there was when it first fetched is no lag: it was joining, or away. */
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
