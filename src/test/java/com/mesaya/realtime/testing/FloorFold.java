package com.mesaya.realtime.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/**
 * A section with its objects as a client rebuilds it from the snapshot and the events alone: an object is dropped with the last
 * link that shows it.
 */
public final class FloorFold {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SNAPSHOT = "section.snapshot";

    private final Map<String, JsonNode> tables = new TreeMap<>();
    private final Map<String, JsonNode> objects = new TreeMap<>();
    private final Map<String, JsonNode> links = new TreeMap<>();
    private boolean begun;

    /** What a section holds, as the main API tells it. */
    public static FloorFold of(JsonNode section) {
        var fold = new FloorFold();
        fold.begin(section);
        return fold;
    }

    /** Takes a frame into account. */
    public synchronized void apply(String frame) {
        JsonNode message;
        try {
            message = JSON.readTree(frame);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(frame, malformed);
        }
        String event = message.path("event").asText();
        JsonNode payload = message.path("payload");
        boolean gone = event.endsWith(".deleted");
        if (event.equals(SNAPSHOT)) {
            begin(payload);
        } else if (event.startsWith("table.")) {
            change(tables, payload, gone);
        } else if (event.startsWith("object.")) {
            change(objects, payload, gone);
        } else if (event.startsWith("section-object.")) {
            JsonNode before = change(links, payload, gone);
            dropUnlinked(payload);
            dropUnlinked(before == null ? payload : before);
        }
    }

    private void begin(JsonNode section) {
        tables.clear();
        objects.clear();
        links.clear();
        section.path("tables").forEach(table -> change(tables, table, false));
        section.path("objects").forEach(object -> change(objects, object, false));
        section.path("sectionObjects").forEach(link -> change(links, link, false));
        begun = true;
    }

    private static JsonNode change(Map<String, JsonNode> all, JsonNode entity, boolean gone) {
        String id = entity.path("id").asText();
        return gone ? all.remove(id) : all.put(id, entity);
    }

    private void dropUnlinked(JsonNode link) {
        JsonNode object = link.path("objectId");
        if (links.values().stream().noneMatch(other -> other.path("objectId").equals(object))) {
            objects.remove(object.asText());
        }
    }

    /** Whether it has got its snapshot. */
    public synchronized boolean hasBegun() {
        return begun;
    }

    /** All it shows, by what it is and its id. */
    public synchronized Map<String, Map<String, JsonNode>> state() {
        return Map.of("tables", Map.copyOf(tables), "objects", Map.copyOf(objects), "links", Map.copyOf(links));
    }
}
