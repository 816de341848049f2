package com.mesaya.realtime.domain;

import java.time.Duration;

/**
 * How much a directory remembers of what nobody shows any more, and of events.
 *
 * @param maxEntities of how many entities it is known how new they are
 * @param maxBytes how many bytes of frames are kept in all
 * @param retention how long something is remembered after an entity's last event
 */
public record DirectoryLimits(int maxEntities, long maxBytes, Duration retention) {

    /** @throws IllegalArgumentException if a limit isn't positive */
    public DirectoryLimits {
        if (maxEntities < 1 || maxBytes < 1 || retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException("a directory's limits are positive");
        }
    }
}
