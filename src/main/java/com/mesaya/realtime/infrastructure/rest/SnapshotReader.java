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

/** Reads out of a section, by streaming, how new it and everything in its arrays is. Thread-safe. */
final class SnapshotReader {

    /** Reads UTF-8 and nothing else; by itself it would find out about UTF-16 and UTF-32, too. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private static final String SECTION = "section";
    private static final String ID = "id";
    private static final String UPDATED_AT = "updatedAt";

    /** What is read so far. */
    private record Read(Map<EntityKey, Instant> versions, Map<EntityKey, EntityKey> links) {

        Read() {
            this(new HashMap<>(), new HashMap<>());
        }

        void addAll(Read other) {
            other.versions.forEach((entity, version) -> note(entity, version, versions));
            links.putAll(other.links);
        }
    }

    private final Map<String, String> kindsByArray;
    private final Map<String, RestSettings.Link> linkKinds;

    SnapshotReader(Map<String, String> kindsByArray) {
        this(kindsByArray, Map.of());
    }

    /** @param linkKinds of those kinds that are links, what they show */
    SnapshotReader(Map<String, String> kindsByArray, Map<String, RestSettings.Link> linkKinds) {
        this.kindsByArray = kindsByArray;
        this.linkKinds = linkKinds;
    }

    /** @throws IOException if it isn't exactly one JSON object in UTF-8 */
    Snapshot read(byte[] json) throws IOException {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        try (JsonParser parser = JSON.createParser(json)) {
            if (json.length == 0 || json[0] < 0 || parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            Read read = readSection(parser);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the JSON object");
            }
            return new Snapshot(Frame.of(Snapshot.EVENT, json), read.versions(), read.links());
        }
    }

    private Read readSection(JsonParser parser) throws IOException {
        var arrays = new HashMap<String, Read>();
        var texts = new HashMap<String, String>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            arrays.remove(name);
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                texts.remove(name);
                arrays.put(name, readArray(parser, kindOf(name)));
            } else {
                readMember(parser, name, texts, ID);
            }
        }
        var read = new Read();
        arrays.values().forEach(read::addAll);
        note(SECTION, texts, read.versions());
        return read;
    }

    private Read readArray(JsonParser parser, String kind) throws IOException {
        var read = new Read();
        RestSettings.Link link = linkKinds.get(kind);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                var texts = new HashMap<String, String>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    readMember(parser, name, texts, link == null ? ID : link.field());
                }
                note(kind, texts, read.versions());
                if (link != null) {
                    noteLink(kind, texts, link, read.links());
                }
            } else {
                parser.skipChildren();
            }
        }
        return read;
    }

    private static void noteLink(
            String kind, Map<String, String> texts, RestSettings.Link link, Map<EntityKey, EntityKey> links) {
        String id = texts.get(ID);
        String shown = texts.get(link.field());
        if (id != null && shown != null && EntityKey.isValid(kind, id) && EntityKey.isValid(link.kind(), shown)) {
            links.put(new EntityKey(kind, id), new EntityKey(link.kind(), shown));
        }
    }

    /** Keeps what tells the version. Where a name stands twice the last one counts, as in ECMAScript. */
    private static void readMember(JsonParser parser, String name, Map<String, String> texts, String also)
            throws IOException {
        texts.remove(name);
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            parser.skipChildren();
        } else if (name.equals(ID) || name.equals(UPDATED_AT) || name.equals(also)) {
            texts.put(name, parser.getText());
        }
    }

    private static void note(String kind, Map<String, String> texts, Map<EntityKey, Instant> versions) {
        String id = texts.get(ID);
        Instant updatedAt = Timestamps.parse(texts.get(UPDATED_AT));
        if (id != null && updatedAt != null && EntityKey.isValid(kind, id)) {
            note(new EntityKey(kind, id), updatedAt, versions);
        }
    }

    /** Of an entity that stands in a section twice the newest counts: whoever has seen that must not see what is older. */
    private static void note(EntityKey entity, Instant version, Map<EntityKey, Instant> versions) {
        versions.merge(entity, version, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** The kind of entity in an array; names come in camel case ({@code sectionObjects}) or as in topics. */
    private String kindOf(String array) {
        String name = array.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        return kindsByArray.getOrDefault(name, name);
    }
}
