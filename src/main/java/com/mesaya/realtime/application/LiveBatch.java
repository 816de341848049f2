package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.LogEntry;
import java.util.List;

/**
 * What one write brings to a viewer. All viewers of a section and node at the same cursor get the same object, so its bytes
 * are encoded once.
 *
 * @param from the cursor's sequence before it
 * @param to the cursor's sequence after it
 * @param entries the events, in order
 * @param missed how many events before them were dropped for good
 * @param holds whether it brings a hold, whose frame is right only when it is made
 */
public record LiveBatch(long from, long to, List<LogEntry> entries, long missed, boolean holds) {

    /** Copies the list. */
    public LiveBatch {
        entries = List.copyOf(entries);
    }

    /** Nothing of the section's. */
    static LiveBatch nothing(long cursor) {
        return new LiveBatch(cursor, cursor, List.of(), 0, false);
    }

    /** Whether there is nothing to write. */
    public boolean isEmpty() {
        return entries.isEmpty() && missed == 0;
    }

    /** Whether the last event is the deletion of the section itself. */
    public boolean endsSection() {
        return !entries.isEmpty() && entries.get(entries.size() - 1).event().endsSection();
    }
}
