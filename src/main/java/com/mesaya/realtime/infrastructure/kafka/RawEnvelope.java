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
import org.jspecify.annotations.Nullable;

/**
 * An envelope's texts, and for each object in it its byte range and texts. Read by streaming, so that the entity's bytes
 * can be passed on exactly as they came. Where a name stands twice the last one counts, as in ECMAScript.
 *
 * @param texts the string members of the envelope
 * @param objects the object members of the envelope
 */
record RawEnvelope(Map<String, String> texts, Map<String, Slice> objects) {

    /** Reads UTF-8 and nothing else; by itself it would find out about UTF-16 and UTF-32, too. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    /**
     * An object within the envelope.
     *
     * @param from its first byte
     * @param to the byte after its last
     * @param texts its string members
     */
    record Slice(int from, int to, Map<String, String> texts) {}

    /** @throws IOException if it isn't exactly one JSON object in UTF-8 */
    static RawEnvelope read(byte[] json) throws IOException {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            var texts = new HashMap<String, String>();
            var objects = new HashMap<String, Slice>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                texts.remove(name);
                objects.remove(name);
                switch (parser.nextToken()) {
                    case VALUE_STRING -> texts.put(name, parser.getText());
                    case START_OBJECT -> objects.put(name, readSlice(parser));
                    default -> parser.skipChildren();
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
        var texts = new HashMap<String, String>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            texts.remove(name);
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                texts.put(name, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        int to = Math.toIntExact(parser.currentLocation().getByteOffset());
        return new Slice(from, to, texts);
    }

    /** A string member of the envelope. */
    @Nullable
    String text(String name) {
        return texts.get(name);
    }

    /** An object member of the envelope. */
    @Nullable
    Slice object(String name) {
        return objects.get(name);
    }
}
