package com.mesaya.realtime.bench.load;

import org.HdrHistogram.Histogram;

/** The counts of one loop's viewers. Belongs to the loop's thread; once complete, another thread may sum it up. */
public final class Tally {

    private static final int DIGITS = 3;

    /** Microseconds from the mark to the arrival, of events due in the window, at viewers that always read. */
    final Histogram freshness = new Histogram(DIGITS);
    /** Microseconds from the attempt to connect to the snapshot. */
    final Histogram joins = new Histogram(DIGITS);
    /** Events that arrived in the window, for the first time, at viewers that always read. */
    public long deliveries;
    /** Events that arrived at any time, for the first time. */
    public long events;

    public long conflated;
    public long duplicates;
    public long refused;
    public long ended;

    void add(Tally other) {
        freshness.add(other.freshness);
        joins.add(other.joins);
        deliveries += other.deliveries;
        events += other.events;
        conflated += other.conflated;
        duplicates += other.duplicates;
        refused += other.refused;
        ended += other.ended;
    }

    public double freshnessMs(double percentile) {
        return freshness.getValueAtPercentile(percentile) / 1e3;
    }

    public double joinMs(double percentile) {
        return joins.getValueAtPercentile(percentile) / 1e3;
    }
}
