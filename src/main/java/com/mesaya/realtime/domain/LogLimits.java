package com.mesaya.realtime.domain;

import java.time.Duration;

/**
 * How much a section's log remembers.
 *
 * @param window how many of the last events are kept exactly
 * @param offsets how many Kafka offsets of each partition are known exactly: as many as may be on their way at once
 * @param maxEntities of how many entities the newest event is kept
 * @param maxBytes how many bytes of frames are kept in all
 * @param tombstoneRetention how long a deletion is remembered at least, once it has left the window
 */
public record LogLimits(int window, int offsets, int maxEntities, long maxBytes, Duration tombstoneRetention) {

    /** @throws IllegalArgumentException if a limit isn't positive */
    public LogLimits {
        if (window < 1 || offsets < 1 || maxEntities < 1 || maxBytes < 1 || tombstoneRetention.isNegative()) {
            throw new IllegalArgumentException("a log's limits are positive");
        }
    }
}
