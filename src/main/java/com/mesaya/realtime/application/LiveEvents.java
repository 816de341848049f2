package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.SnapshotBarrier;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What one viewer is told after its snapshot. Not thread-safe. */
public final class LiveEvents {

    /** What to do next. */
    public sealed interface Step {}

    /**
     * Tell the viewer these events.
     *
     * @param conflated how many events were left out because a newer one of their entity made up for them
     * @param missed how many events before them were dropped for good
     */
    public record Tell(List<LogEntry> entries, long conflated, long missed) implements Step {

        /** Whether the last thing the viewer is told is that the section is gone. */
        public boolean endsSection() {
            return !entries.isEmpty() && entries.get(entries.size() - 1).event().endsSection();
        }
    }

    /** End the connection; the viewer may come back. */
    public enum End implements Step {
        /** The log doesn't reach back to the viewer's cursor. */
        OUT_OF_REACH,
        /** The viewer lagged behind its bound, and the policy is to disconnect. */
        OVERFLOWED
    }

    private final SnapshotBarrier barrier;

    /** @param snapshotVersions how new each entity is in the viewer's snapshot */
    public LiveEvents(Map<EntityKey, Instant> snapshotVersions) {
        this.barrier = new SnapshotBarrier(snapshotVersions);
    }

    /** What to do about what the section answered. */
    public Step next(Fetched fetched) {
        if (fetched instanceof Fetched.Batch batch) {
            return new Tell(
                    untilEnd(batch.entries().stream()
                            .filter(entry -> barrier.lets(entry.event()))
                            .toList()),
                    batch.conflated(),
                    batch.missed());
        }
        return fetched == Fetched.Overflowed.INSTANCE ? End.OVERFLOWED : End.OUT_OF_REACH;
    }

    /** After the section's end there is nothing to tell of it. */
    private static List<LogEntry> untilEnd(List<LogEntry> entries) {
        for (int index = 0; index < entries.size(); index++) {
            if (entries.get(index).event().endsSection()) {
                return entries.subList(0, index + 1);
            }
        }
        return entries;
    }
}
