package com.mesaya.realtime.application.feed;

import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.SnapshotBarrier;
import java.time.Instant;
import java.util.ArrayList;
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

    /**
     * Returns a batch of as many of the next entries as fit into one write, without those that the viewer's snapshot reflects.
     *
     * @param end the cursor's sequence after all of the entries
     * @param maxBytes the bytes of frames in one write, unless a single frame is larger
     */
    static LiveBatch of(FeedViewer viewer, List<LogEntry> entries, long end, long missed, int maxBytes, Instant now) {
        SnapshotBarrier barrier = viewer.barrier();
        var written = new ArrayList<LogEntry>();
        long bytes = 0;
        long to = viewer.sequence();
        boolean holds = false;
        for (LogEntry entry : entries) {
            boolean lapsed = entry.event().hasLapsed(now);
            if (!lapsed && !written.isEmpty() && bytes + entry.event().frame().size() > maxBytes) {
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

    /** Returns a batch without events. */
    static LiveBatch nothing(long cursor) {
        return new LiveBatch(cursor, cursor, List.of(), 0, false);
    }

    /** Returns whether the batch has nothing to write. */
    public boolean isEmpty() {
        return entries.isEmpty() && missed == 0;
    }

    /** Returns whether the last event is the deletion of the section itself. */
    boolean endsSection() {
        return !entries.isEmpty() && entries.get(entries.size() - 1).event().endsSection();
    }
}
