package com.mesaya.realtime.infrastructure.section.directory;

import java.util.List;
import java.util.stream.IntStream;

/** The buckets of the directory that answer. All are asked in each round. Thread-safe. */
final class AwakeBuckets {

    private static final long NEVER = Long.MIN_VALUE;

    /** The round in which each bucket answered last. */
    private final long[] answered;

    private long round;
    private boolean everAwake;

    /** @param buckets their number */
    AwakeBuckets(int buckets) {
        answered = IntStream.range(0, buckets).mapToLong(bucket -> NEVER).toArray();
    }

    /** Begins a round. A bucket that did not answer in the last round is silent from now on. */
    synchronized void beginRound() {
        round++;
    }

    /** A bucket has answered. */
    synchronized void add(int bucket) {
        answered[bucket] = round;
        everAwake = everAwake || silent().isEmpty();
    }

    /** Returns the buckets that have answered neither in this round nor in the last one. */
    synchronized List<Integer> silent() {
        return IntStream.range(0, answered.length)
                .filter(bucket -> answered[bucket] < round - 1)
                .boxed()
                .toList();
    }

    /** Returns whether there was a time when all buckets answered. */
    synchronized boolean wereAwake() {
        return everAwake;
    }
}
