package com.mesaya.realtime.domain.log;

import java.time.Duration;

/**
 * Limits of a section's log.
 *
 * @param window the number of newest events that are all kept
 * @param windowAge the age up to which they are; of older ones only the newest of each entity is kept
 * @param offsets the number of Kafka offsets of each partition that are known exactly: as many as records may be in flight at once
 * @param maxEntities the number of entities whose newest event is kept
 * @param maxBytes the bytes of frames that are kept in all
 * @param tombstoneRetention the least time for which a deletion is kept after it has left the window
 */
public record LogLimits(
        int window, Duration windowAge, int offsets, int maxEntities, long maxBytes, Duration tombstoneRetention) {

    /** @throws IllegalArgumentException if a limit isn't positive */
    public LogLimits {
        if (window < 1
                || windowAge.isNegative()
                || offsets < 1
                || maxEntities < 1
                || maxBytes < 1
                || tombstoneRetention.isNegative()) {
            throw new IllegalArgumentException("a log's limits must be positive");
        }
    }
}
