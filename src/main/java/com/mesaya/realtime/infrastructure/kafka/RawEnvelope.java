package com.mesaya.realtime.infrastructure.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An envelope's texts, and for each object in it its byte range and texts. Read by streaming, so that the entity's bytes
 * can be passed on exactly as they came. Where a name stands twice the last one counts, as in ECMAScript.
 *
 * @param texts the members of the envelope that are no objects, as a {@link Slice} has them
 * @param objects the object members of the envelope
 */
record RawEnvelope(Map<String, @Nullable String> texts, Map<String, Slice> objects) {

    /** Members that name a point in time, also by a number. */
    private static final Set<String> TIMES = Set.of("timestamp", "updatedAt", "expiresAt");

    /** Reads UTF-8 and nothing else; by itself it would find out about UTF-16 and UTF-32, too. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    /**
     * An object within the envelope.
     *
     * @param from its first byte
     * @param to the byte after its last
     * @param texts the texts of its string members, and of times that are numbers; null for a member that is anything else but
     *     the JSON null, which counts as none
     */
    record Slice(int from, int to, Map<String, @Nullable String> texts) {

        /** A string member of the object; null if there is none. */
        @Nullable
        String text(String name) {
            return texts.get(name);
        }

        /** Whether the object has such a member, whatever it is but null. */
        boolean has(String name) {
            return texts.containsKey(name);
        }
    }

    /** @throws IOException if it isn't exactly one JSON object in UTF-8 */
    static RawEnvelope read(byte[] json) throws IOException {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            var texts = new HashMap<String, @Nullable String>();
            var objects = new HashMap<String, Slice>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                texts.remove(name);
                objects.remove(name);
                if (parser.nextToken() == JsonToken.START_OBJECT) {
                    objects.put(name, readSlice(parser));
                } else {
                    readMember(parser, name, texts);
                }
            }
            if (parser.nextToken() != null) {
                throw new IOException("something follows the JSON object");
            }
            return new RawEnvelope(texts, objects);
        }
    }

    private static Slice readSlice(JsonParser parser) throws IOException {
        int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        var texts = new HashMap<String, @Nullable String>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            texts.remove(name);
            parser.nextToken();
            readMember(parser, name, texts);
        }
        int to = Math.toIntExact(parser.currentLocation().getByteOffset());
        return new Slice(from, to, texts);
    }

    private static void readMember(JsonParser parser, String name, Map<String, @Nullable String> texts)
            throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING || (token.isNumeric() && TIMES.contains(name))) {
            texts.put(name, parser.getText());
        } else if (token != JsonToken.VALUE_NULL) {
            texts.put(name, null);
            parser.skipChildren();
        }
    }

    /** A string member of the envelope. */
    @Nullable
    String text(String name) {
        return texts.get(name);
    }

    /** Whether the envelope has such a member, whatever it is but null. */
    boolean has(String name) {
        return texts.containsKey(name) || objects.containsKey(name);
    }

    /** An object member of the envelope. */
    @Nullable
    Slice object(String name) {
        return objects.get(name);
    }
}
