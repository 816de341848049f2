package com.mesaya.realtime.domain.entity;

import java.time.Duration;

/**
 * Limits of the directory for entities that no section shows, and for events.
 *
 * @param maxEntities the number of entities whose version is kept
 * @param maxBytes the bytes of frames that are kept in all
 * @param retention the time for which an entity is kept after its last event
 */
public record DirectoryLimits(int maxEntities, long maxBytes, Duration retention) {

    /** @throws IllegalArgumentException if a limit isn't positive */
    public DirectoryLimits {
        if (maxEntities < 1 || maxBytes < 1 || retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException("a directory's limits must be positive");
        }
    }
}
