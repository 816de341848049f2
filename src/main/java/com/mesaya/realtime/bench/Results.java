package com.mesaya.realtime.bench;

import com.mesaya.realtime.bench.figures.Figures;
import com.mesaya.realtime.bench.figures.FiguresTable;
import com.mesaya.realtime.bench.figures.Measure;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of all runs, by workload and server. Not thread-safe. */
final class Results {

    private final Map<Workload, Map<String, List<Figures>>> runs = new EnumMap<>(Workload.class);

    void add(Workload workload, Target target, Figures figures) {
        runs.computeIfAbsent(workload, first -> new LinkedHashMap<>())
                .computeIfAbsent(target.name(), first -> new ArrayList<>())
                .add(figures);
    }

    /** Prints a table of each workload. */
    void print(PrintWriter out, int rounds) {
        runs.forEach((workload, servers) -> {
            var medians = new LinkedHashMap<String, Figures>();
            servers.forEach((server, figures) -> medians.put(server, Figures.medians(figures)));
            out.println();
            out.println("**" + workload.word() + "**" + (rounds > 1 ? ", medians of " + rounds + " runs" : ""));
            out.println();
            out.println(FiguresTable.of(medians));
        });
    }

    /** Returns whether the first server has lost nothing. */
    boolean firstIsLossless() {
        return runs.values().stream()
                .flatMap(servers -> servers.values().iterator().next().stream())
                .allMatch(figures -> figures.values().getOrDefault(Measure.LOST, 0.0) == 0);
    }
}
