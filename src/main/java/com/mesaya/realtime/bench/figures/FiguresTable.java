package com.mesaya.realtime.bench.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Formats the figures of several servers under one workload: a line each, and the ratio of the first one to each other one. */
public final class FiguresTable {

    private FiguresTable() {}

    /** Returns a Markdown table, also readable in a terminal, and below it the remarks on the load. Lines are in the map's order. */
    public static String of(Map<String, Figures> figures) {
        List<Measure> measures = Arrays.stream(Measure.values())
                .filter(measure ->
                        figures.values().stream().anyMatch(run -> run.values().containsKey(measure)))
                .toList();
        var lines = new ArrayList<List<String>>();
        lines.add(line("server", measures, Measure::title));
        figures.forEach((server, run) -> lines.add(line(server, measures, run::text)));
        Map.Entry<String, Figures> first = figures.entrySet().iterator().next();
        figures.entrySet().stream()
                .skip(1)
                .forEach(other -> lines.add(line(
                        first.getKey() + " / " + other.getKey(),
                        measures,
                        measure -> first.getValue().ratio(measure, other.getValue()))));
        String notes = figures.entrySet().stream()
                .filter(server -> !server.getValue().loadKeptUp())
                .map(server -> "\n\n" + server.getKey()
                        + ": the source or the load client couldn't keep up, so the server's limit isn't known.")
                .collect(Collectors.joining());
        return aligned(lines) + notes;
    }

    private static List<String> line(String name, List<Measure> measures, Function<Measure, String> cell) {
        return Stream.concat(Stream.of(name), measures.stream().map(cell)).toList();
    }

    private static String aligned(List<List<String>> lines) {
        int[] widths = IntStream.range(0, lines.get(0).size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        String rule = IntStream.range(0, widths.length)
                .mapToObj(column -> "-".repeat(widths[column] + 1) + (column == 0 ? "-" : ":"))
                .collect(Collectors.joining("|", "|", "|"));
        List<String> rows =
                lines.stream().map(line -> aligned(line, widths)).collect(Collectors.toCollection(ArrayList::new));
        rows.add(1, rule);
        return String.join("\n", rows);
    }

    private static String aligned(List<String> line, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column ->
                        String.format("%" + (column == 0 ? "-" : "") + widths[column] + "s", line.get(column)))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}
