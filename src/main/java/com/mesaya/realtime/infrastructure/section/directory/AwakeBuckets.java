package com.mesaya.realtime.infrastructure.section.directory;

import java.util.HashSet;
import java.util.Set;

/** The buckets of the directory that answer. All are asked in each round. Thread-safe. */
final class AwakeBuckets {

    private final int buckets;
    private final Set<Integer> answered = new HashSet<>();
    private boolean awake;
    private boolean everAwake;

    /** @param buckets their number */
    AwakeBuckets(int buckets) {
        this.buckets = buckets;
    }

    /** Begins a round. A bucket that has not answered in the round before is not awake. */
    synchronized void beginRound() {
        if (answered.size() == buckets) {
            answered.clear();
        } else {
            awake = false;
        }
    }

    /** A bucket has answered. */
    synchronized void add(int bucket) {
        answered.add(bucket);
        if (answered.size() == buckets) {
            awake = true;
            everAwake = true;
        }
    }

    /** Returns whether all buckets have answered in the last complete round, or in this one. */
    synchronized boolean areAwake() {
        return awake;
    }

    /** Returns whether all buckets have ever answered. */
    synchronized boolean wereAwake() {
        return everAwake;
    }
}
