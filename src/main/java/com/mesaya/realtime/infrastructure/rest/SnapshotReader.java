package com.mesaya.realtime.infrastructure.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.Timestamps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads out of a section, by streaming, how new it and everything in its arrays is. Thread-safe. */
final class SnapshotReader {

    /** Reads UTF-8 and nothing else; by itself it would find out about UTF-16 and UTF-32, too. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private static final String SECTION = "section";

    private final Map<String, String> kindsByArray;

    SnapshotReader(Map<String, String> kindsByArray) {
        this.kindsByArray = kindsByArray;
    }

    /** @throws IOException if it isn't exactly one JSON object in UTF-8 */
    Snapshot read(byte[] json) throws IOException {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        var versions = new HashMap<EntityKey, Instant>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (json.length == 0 || json[0] < 0 || parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            readEntity(parser, SECTION, versions);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the JSON object");
            }
        }
        return new Snapshot(Frame.of(Snapshot.EVENT, json), versions);
    }

    /** Reads an object up to its end; arrays count in the section itself only. */
    private void readEntity(JsonParser parser, String kind, Map<EntityKey, Instant> versions) throws IOException {
        String id = null;
        Instant updatedAt = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && name.equals("id")) {
                id = parser.getText();
            } else if (value == JsonToken.VALUE_STRING && name.equals("updatedAt")) {
                updatedAt = Timestamps.parse(parser.getText());
            } else if (value == JsonToken.START_ARRAY && kind.equals(SECTION)) {
                readArray(parser, kindOf(name), versions);
            } else {
                parser.skipChildren();
            }
        }
        note(kind, id, updatedAt, versions);
    }

    private void readArray(JsonParser parser, String kind, Map<EntityKey, Instant> versions) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                readEntity(parser, kind, versions);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void note(
            String kind, @Nullable String id, @Nullable Instant updatedAt, Map<EntityKey, Instant> versions) {
        if (id != null && updatedAt != null && EntityKey.isValid(kind, id)) {
            versions.put(new EntityKey(kind, id), updatedAt);
        }
    }

    /** The kind of entity in an array; names come in camel case ({@code sectionObjects}) or as in topics. */
    private String kindOf(String array) {
        String name = array.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        return kindsByArray.getOrDefault(name, name);
    }
}
