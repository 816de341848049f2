package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.Cursor;
import java.util.List;

/** The section's answer to a request for the entries after a cursor. */
public sealed interface Fetched {

    /**
     * The next events, in order.
     *
     * @param after the sequence after which it begins
     * @param entries may be empty if no events arrived for a while
     * @param next the cursor for the next fetch
     * @param conflated the number of events left out because the batch has a newer one of their entity
     * @param missed the number of events dropped for good
     * @param head the sequence of the log's newest event
     */
    record Batch(long after, List<LogEntry> entries, Cursor next, long conflated, long missed, long head)
            implements Fetched {

        /** Copies the list. */
        public Batch {
            entries = List.copyOf(entries);
        }

        /** Returns a batch without events; the reader may repeat its request from the same cursor. */
        public static Batch nothing(Cursor cursor) {
            return new Batch(cursor.sequence(), List.of(), cursor, 0, 0, cursor.sequence());
        }

        /** Returns whether it has everything up to the log's newest event, so that the section can go on with the next one. */
        public boolean reachesHead() {
            return after < head && next.sequence() == head;
        }
    }

    /** The log doesn't reach back to the cursor, or the cursor is of another epoch: the viewer needs a new snapshot. */
    enum OutOfReach implements Fetched {
        INSTANCE
    }

    /** The subscriber lagged behind its bound, and the overflow policy is to disconnect. */
    enum Overflowed implements Fetched {
        INSTANCE
    }
}
