package com.mesaya.realtime.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Formats a cluster as a table: a line per node, and a total line if there are several nodes. */
final class StatusTable {

    private static final List<String> HEAD =
            List.of("NODE", "STATUS", "ROLES", "SHARDS", "SECTIONS", "VIEWERS", "PARTITIONS", "");
    private static final int FIRST_NUMBER = 3;
    private static final int AFTER_NUMBERS = 7;
    private static final String UNKNOWN = "?";

    private final JsonNode cluster;

    StatusTable(JsonNode cluster) {
        this.cluster = cluster;
    }

    String text() {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        cluster.path("nodes").forEach(node -> rows.add(row(node)));
        if (cluster.path("nodes").size() > 1) {
            rows.add(total());
        }
        return rows.stream().map(row -> line(row, rows)).collect(Collectors.joining(System.lineSeparator()));
    }

    private List<String> row(JsonNode node) {
        String address = node.path("address").asText();
        var marks = new ArrayList<String>();
        if (address.equals(cluster.path("self").asText())) {
            marks.add("asked");
        }
        if (node.path("leader").asBoolean()) {
            marks.add("leader");
        }
        if (node.path("oldest").asBoolean()) {
            marks.add("oldest");
        }
        if (texts(cluster.path("unreachable")).contains(address)) {
            marks.add("UNREACHABLE");
        }
        return List.of(
                address,
                node.path("status").asText(),
                texts(node.path("roles")).stream()
                        .filter(role -> !role.startsWith("dc-"))
                        .collect(Collectors.joining(",")),
                number(node.path("shards")),
                number(node.path("sections")),
                number(node.path("viewers")),
                Integer.toString(partitions(node)),
                String.join(" ", marks));
    }

    private List<String> total() {
        return List.of(
                "in all",
                "",
                "",
                sum("shards"),
                sum("sections"),
                sum("viewers"),
                Integer.toString(nodes().mapToInt(StatusTable::partitions).sum()),
                "");
    }

    private Stream<JsonNode> nodes() {
        return StreamSupport.stream(cluster.path("nodes").spliterator(), false);
    }

    private String sum(String member) {
        return Integer.toString(
                nodes().mapToInt(node -> node.path(member).asInt()).sum());
    }

    private static int partitions(JsonNode node) {
        return StreamSupport.stream(node.path("partitions").spliterator(), false)
                .mapToInt(JsonNode::size)
                .sum();
    }

    private static String number(JsonNode count) {
        return count.isNumber() ? count.asText() : UNKNOWN;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String line(List<String> row, List<List<String>> all) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> {
                    int width = all.stream()
                            .mapToInt(other -> other.get(column).length())
                            .max()
                            .orElse(0);
                    String padding = " ".repeat(width - row.get(column).length());
                    boolean isNumber = column >= FIRST_NUMBER && column < AFTER_NUMBERS;
                    return isNumber ? padding + row.get(column) : row.get(column) + padding;
                })
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }
}
