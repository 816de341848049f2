package com.mesaya.realtime.bench.figures;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The results of one run of a workload, or the medians of several. A measure that couldn't be taken is missing.
 *
 * @param loadKeptUp whether the server got the full load; if not, its figures are not its limit
 */
public record Figures(Map<Measure, Double> values, boolean loadKeptUp) {

    /** Copies the map. */
    public Figures {
        values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(values));
    }

    public Figures(Map<Measure, Double> values) {
        this(values, true);
    }

    /** Returns the same figures, marked as not limited by the server. */
    public Figures loadBehind() {
        return new Figures(values, false);
    }

    /** Returns the median of each measure, over the runs that have it. The load kept up if it did in each run. */
    public static Figures medians(List<Figures> runs) {
        var medians = new EnumMap<Measure, Double>(Measure.class);
        for (Measure measure : Measure.values()) {
            List<Double> sorted = runs.stream()
                    .map(run -> run.values().get(measure))
                    .filter(Objects::nonNull)
                    .sorted()
                    .toList();
            if (!sorted.isEmpty()) {
                double upper = sorted.get(sorted.size() / 2);
                double lower = sorted.get((sorted.size() - 1) / 2);
                medians.put(measure, (lower + upper) / 2);
            }
        }
        return new Figures(medians, runs.stream().allMatch(Figures::loadKeptUp));
    }

    /** Returns a measure as text; a dash if it wasn't taken. */
    public String text(Measure measure) {
        Double value = values.get(measure);
        return value == null ? "-" : measure.format(value);
    }

    /** Returns the ratio of a measure to the other figures' as text; a dash if it is meaningless. */
    String ratio(Measure measure, Figures other) {
        Double value = values.get(measure);
        Double base = other.values.get(measure);
        return value == null || base == null || base == 0 ? "-" : String.format("%.2fx", value / base);
    }
}
