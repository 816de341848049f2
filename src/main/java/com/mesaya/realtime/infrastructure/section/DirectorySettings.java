package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.entity.DirectoryLimits;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of the directory of entities.
 *
 * @param buckets into how many parts it is divided, the same on all nodes
 * @param limits how much one of them remembers
 * @param patience how long one that begins anew waits for what the sections show
 * @param untracked the kinds of entity whose events aren't looked up
 */
public record DirectorySettings(int buckets, DirectoryLimits limits, Duration patience, Set<String> untracked) {

    /** Copies the set. @throws IllegalArgumentException if there is no bucket */
    public DirectorySettings {
        if (buckets < 1) {
            throw new IllegalArgumentException("a directory has a bucket");
        }
        untracked = Set.copyOf(untracked);
    }

    /** Returns the number of entities that all buckets together keep. */
    public int maxEntities() {
        return Math.multiplyExact(buckets, limits.maxEntities());
    }
}
