package com.mesaya.realtime.application.feed;

import com.mesaya.realtime.domain.log.LogEntry;
import java.util.List;

/**
 * The events of one write to a viewer. All viewers of a section and node at the same cursor get the same object, so its bytes are
 * encoded once.
 *
 * @param from the cursor's sequence before the batch
 * @param to the cursor's sequence after the batch
 * @param entries the events, in order
 * @param missed the number of events before them that were dropped for good
 * @param holds whether it contains a hold, whose frame is valid only at the moment it is encoded
 */
public record LiveBatch(long from, long to, List<LogEntry> entries, long missed, boolean holds) {

    /** Copies the list. */
    public LiveBatch {
        entries = List.copyOf(entries);
    }

    /** Returns a batch without events. */
    static LiveBatch nothing(long cursor) {
        return new LiveBatch(cursor, cursor, List.of(), 0, false);
    }

    /** Returns whether the batch has nothing to write. */
    public boolean isEmpty() {
        return entries.isEmpty() && missed == 0;
    }

    /** Returns whether the last event is the deletion of the section itself. */
    public boolean endsSection() {
        return !entries.isEmpty() && entries.get(entries.size() - 1).event().endsSection();
    }
}
