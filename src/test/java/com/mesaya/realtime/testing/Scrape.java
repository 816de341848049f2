package com.mesaya.realtime.testing;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a service measures, as Prometheus reads it. */
public record Scrape(String text) {

    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    /** The sum of all series of a name that have all these labels, as in {@code outcome="joined"}; 0 if there is none. */
    public double sum(String name, String... labels) {
        return text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Set.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Whether there is a series of this name that has this label, as in {@code outcome="joined"}. */
    public boolean has(String name, String label) {
        return series().anyMatch(line -> line.startsWith(name + "{") && line.contains(label));
    }

    /** The names of all series. */
    public Set<String> names() {
        return series().map(line -> line.replaceAll("[ {].*", "")).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of all labels of series whose name starts so. */
    public Set<String> labels(String prefix) {
        return series().filter(line -> line.startsWith(prefix) && line.contains("{"))
                .flatMap(line -> LABEL.matcher(line).results())
                .map(label -> label.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<String> series() {
        return text.lines().filter(line -> !line.startsWith("#"));
    }
}
