package com.mesaya.realtime.domain;

import java.util.List;

/** What a section answers to "what is there after my cursor?". */
public sealed interface Fetched {

    /**
     * The next events, in order.
     *
     * @param entries may be empty when nothing came for a while
     * @param next the cursor to fetch from next
     * @param conflated how many events were left out because a newer one of their entity made up for them
     * @param missed how many events were dropped for good
     * @param head the sequence of the log's newest event
     */
    record Batch(List<LogEntry> entries, Cursor next, long conflated, long missed, long head) implements Fetched {

        /** Copies the list. */
        public Batch {
            entries = List.copyOf(entries);
        }

        /** Nothing so far; the reader may ask again from where it is. */
        public static Batch nothing(Cursor cursor) {
            return new Batch(List.of(), cursor, 0, 0, cursor.sequence());
        }
    }

    /** The log doesn't reach back to the cursor, or the cursor is of another epoch: a new snapshot is needed. */
    enum OutOfReach implements Fetched {
        INSTANCE
    }

    /** The subscriber lagged behind its bound, and the policy is to disconnect. */
    enum Overflowed implements Fetched {
        INSTANCE
    }
}
