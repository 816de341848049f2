package com.mesaya.realtime.infrastructure.section.simulation;

import java.util.EnumMap;
import java.util.Map;

/** How often what happened. */
public final class Tally {

    private final Map<Happening, Long> counts = new EnumMap<>(Happening.class);

    void add(Happening happening) {
        add(happening, 1);
    }

    void add(Happening happening, long times) {
        if (times > 0) {
            counts.merge(happening, times, Long::sum);
        }
    }

    /** Adds what another one has counted. */
    public void addAll(Tally other) {
        other.counts.forEach(this::add);
    }

    /** How often it happened. */
    public long of(Happening happening) {
        return counts.getOrDefault(happening, 0L);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tally tally && counts.equals(tally.counts);
    }

    @Override
    public int hashCode() {
        return counts.hashCode();
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
