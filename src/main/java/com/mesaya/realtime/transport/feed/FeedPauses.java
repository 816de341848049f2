package com.mesaya.realtime.transport.feed;

import com.mesaya.realtime.domain.log.Fetched;
import java.time.Duration;

/**
 * Decides on the pause between two batches of a feed. In a pause the events gather at the section, and then go out as one write per
 * viewer, which costs less. An event that comes after a pause without events is delivered at once. Feeds with few viewers never pause.
 */
final class FeedPauses {

    /** About three times the processor time of a write. */
    private static final long NANOS_PER_VIEWER = 50_000;
    /** The resolution of the scheduler, which would prolong shorter pauses. */
    private static final long SHORTEST_NANOS = Duration.ofMillis(10).toNanos();
    /** The share of the feed's ring that a pause may fill, so that the viewers of a busy section don't fall behind the ring. */
    private static final int PARTS_OF_RING = 2;

    /** The most batches on their way to a feed that doesn't pause. */
    private static final int BATCHES = 16;

    private final long longestNanos;
    private final int mostEntries;

    /**
     * @param longest the limit of a pause; zero for no pauses
     * @param bound the number of entries in the feed's ring
     */
    FeedPauses(Duration longest, int bound) {
        this.longestNanos = longest.toNanos();
        this.mostEntries = bound / PARTS_OF_RING;
    }

    /** Returns the pause after a batch; zero for none. */
    Duration after(Fetched answer, int viewers) {
        long nanos = nanosFor(viewers);
        boolean pauses = nanos >= SHORTEST_NANOS
                && answer instanceof Fetched.Batch batch
                && !batch.entries().isEmpty()
                && batch.entries().size() <= mostEntries
                && batch.next().sequence() >= batch.head();
        return pauses ? Duration.ofNanos(nanos) : Duration.ZERO;
    }

    /** Returns how many batches to request at once: a single one if a pause may follow it. */
    int batches(int viewers) {
        return nanosFor(viewers) >= SHORTEST_NANOS ? 1 : BATCHES;
    }

    private long nanosFor(int viewers) {
        return Math.min(longestNanos, NANOS_PER_VIEWER * viewers);
    }
}
