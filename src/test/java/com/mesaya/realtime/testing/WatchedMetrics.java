package com.mesaya.realtime.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the dashboards and alerts in {@code conf} look at.
 *
 * @param panels the dashboard's
 * @param alerts the rules
 */
public record WatchedMetrics(List<JsonNode> panels, List<JsonNode> alerts) {

    private static final Path CONF = Path.of("conf");
    private static final ObjectMapper YAML = new ObjectMapper(ServiceLoader.load(JsonFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(factory -> factory.getFormatName().equals("YAML"))
            .findFirst()
            .orElseThrow());
    /** Labels and functions have no such prefix. */
    private static final Pattern METRIC = Pattern.compile("\\b(?:mesaya|jvm|process|system)_[a-z0-9_]+");

    private static final Pattern SELECTOR = Pattern.compile("(" + METRIC + ")\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)=~?\"([^\"]*)\"");

    public static WatchedMetrics inConf() {
        try {
            JsonNode dashboard = new ObjectMapper()
                    .readTree(CONF.resolve("grafana/dashboards/realtime.json").toFile());
            JsonNode rules = YAML.readTree(CONF.resolve("prometheus/alerts.yml").toFile());
            return new WatchedMetrics(
                    list(dashboard.path("panels")).toList(),
                    list(rules.path("groups"))
                            .flatMap(group -> list(group.path("rules")))
                            .toList());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The metrics on the panels. */
    public Set<String> onPanels() {
        return metrics(panels.stream().flatMap(panel -> list(panel.path("targets"))));
    }

    /** The metrics in the rules. */
    public Set<String> inAlerts() {
        return metrics(alerts.stream());
    }

    /** The series that a rule can only count from their beginning: as the metric's name and one label, as in {@code outcome="joined"}. */
    public Set<Map.Entry<String, String>> labelsInAlerts() {
        return alerts.stream()
                .map(rule -> rule.path("expr").asText())
                .flatMap(expression -> SELECTOR.matcher(expression).results())
                .flatMap(selector -> MATCHER.matcher(selector.group(2))
                        .results()
                        .flatMap(matcher -> Stream.of(matcher.group(2).split("\\|", -1))
                                .map(value -> Map.entry(selector.group(1), matcher.group(1) + "=\"" + value + "\""))))
                .collect(Collectors.toSet());
    }

    /** The metrics that the guide's table explains. */
    public static Set<String> inTheGuide() {
        try (Stream<String> lines = Files.lines(Path.of("docs/operations.md"))) {
            return lines.filter(line -> line.startsWith("| `mesaya_"))
                    .map(line -> line.split("\\|", -1)[1])
                    .flatMap(names -> METRIC.matcher(names).results())
                    .map(metric -> metric.group())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Set<String> metrics(Stream<JsonNode> queries) {
        return queries.map(query -> query.path("expr").asText())
                .flatMap(expression -> METRIC.matcher(expression).results())
                .map(metric -> metric.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
