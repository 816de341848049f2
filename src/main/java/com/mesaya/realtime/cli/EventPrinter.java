package com.mesaya.realtime.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/** Prints frames in a readable form. */
final class EventPrinter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final PrintWriter out;
    private final Ansi ansi;

    EventPrinter(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    void print(String frame) {
        try {
            JsonNode message = JSON.readTree(frame);
            String event = harmless(message.path("event").asText()).replace("|@", "");
            String time = TIME.format(LocalTime.now(ZoneId.systemDefault()));
            out.println(ansi.string("@|faint " + time + "|@ " + "@|" + style(event) + " " + pad(event) + "|@ ")
                    + harmless(describe(event, message.path("payload"))));
        } catch (JsonProcessingException notJson) {
            out.println("not JSON: " + frame);
        }
    }

    /** Escapes control characters: names are foreign text, and must not act as terminal commands. */
    private static String harmless(String text) {
        return text.replaceAll("\\p{Cntrl}", "·");
    }

    private static String pad(String event) {
        return String.format("%-22s", event);
    }

    private static String style(String event) {
        if (event.equals("error") || event.endsWith(".deleted")) {
            return "red";
        }
        if (event.startsWith("section.")) {
            return "cyan";
        }
        return event.endsWith(".created") ? "green" : "yellow";
    }

    private static String describe(String event, JsonNode payload) {
        if (event.equals("error")) {
            return payload.path("code").asText() + " " + payload.path("message").asText();
        }
        if (event.equals("section.snapshot")) {
            return payload.path("name").asText() + ": " + payload.path("tables").size() + " tables, "
                    + payload.path("objects").size() + " objects";
        }
        String title = payload.has("number") ? "no. " + payload.path("number").asText() : "";
        String id = payload.path(payload.has("tableId") ? "tableId" : "id").asText();
        return Stream.of(
                        title,
                        payload.path("name").asText(),
                        payload.path("status").asText(),
                        id)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("  "));
    }
}
