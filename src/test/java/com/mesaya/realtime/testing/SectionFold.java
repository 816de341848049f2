package com.mesaya.realtime.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A section as a client rebuilds it from the snapshot and the events alone, with an eye on the past. */
public final class SectionFold {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, JsonNode> tables = new TreeMap<>();
    private final Map<String, Instant> newest = new HashMap<>();
    private int regressions;
    private long events;

    /** Takes a frame into account. */
    public synchronized void apply(String frame) {
        JsonNode message = read(frame);
        String event = message.path("event").asText();
        JsonNode payload = message.path("payload");
        if (event.equals("section.snapshot")) {
            tables.clear();
            payload.path("tables").forEach(this::upsert);
        } else if (event.startsWith("table.")) {
            events++;
            upsert(payload);
            if (event.equals("table.deleted")) {
                tables.remove(payload.path("id").asText());
            }
        }
    }

    private void upsert(JsonNode table) {
        String id = table.path("id").asText();
        Instant version = Instant.parse(table.path("updatedAt").asText());
        Instant known = newest.put(id, version);
        if (known != null && version.isBefore(known)) {
            regressions++;
        }
        tables.put(id, table);
    }

    /** The tables as they are, by id. */
    public synchronized Map<String, JsonNode> tables() {
        return Map.copyOf(tables);
    }

    /** How often an entity's version went backwards. */
    public synchronized int regressions() {
        return regressions;
    }

    /** How many events of tables there were. */
    public synchronized long events() {
        return events;
    }

    /** The tables of a section as the main API tells them. */
    public static Map<String, JsonNode> tablesOf(JsonNode section) {
        var tables = new HashMap<String, JsonNode>();
        section.path("tables").forEach(table -> tables.put(table.path("id").asText(), table));
        return tables;
    }

    private static JsonNode read(String frame) {
        try {
            return JSON.readTree(frame);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(frame, malformed);
        }
    }
}
