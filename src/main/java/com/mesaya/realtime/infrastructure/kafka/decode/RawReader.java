package com.mesaya.realtime.infrastructure.kafka.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an envelope by streaming. It keeps the members with the given names, of the envelope and of the objects in it, and the byte
 * range of each object, so that the entity's bytes can be passed on unchanged. Thread-safe.
 */
final class RawReader {

    /** Members with a timestamp, which may be a number. */
    private static final Set<String> TIMES = Set.of("timestamp", "updatedAt", "expiresAt");

    /** Reads only UTF-8; by default the parser would also detect UTF-16 and UTF-32. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private final Map<String, Integer> places = new HashMap<>();

    /** @param names the names of the members to keep; all others are skipped */
    RawReader(Set<String> names) {
        names.forEach(name -> places.put(name, places.size()));
    }

    /** @throws IOException if the input isn't exactly one JSON object in UTF-8 */
    RawObject read(byte[] json) throws IOException {
        Utf8.check(json);
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            RawObject envelope = object(parser, true);
            if (parser.nextToken() != null) {
                throw new IOException("more data follows the JSON object");
            }
            return envelope;
        }
    }

    private RawObject object(JsonParser parser, boolean isEnvelope) throws IOException {
        int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        var values = new @Nullable Object[places.size()];
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            Integer place = places.get(name);
            if (place != null) {
                values[place] = value(parser, token, name, isEnvelope);
            }
            parser.skipChildren();
        }
        int to = Math.toIntExact(parser.currentLocation().getByteOffset());
        return new RawObject(from, to, places, values);
    }

    private @Nullable Object value(JsonParser parser, JsonToken token, String name, boolean readsObjects)
            throws IOException {
        if (token == JsonToken.VALUE_STRING || (token.isNumeric() && TIMES.contains(name))) {
            return parser.getText();
        }
        if (token == JsonToken.START_OBJECT && readsObjects) {
            return object(parser, false);
        }
        return token == JsonToken.VALUE_NULL ? null : token;
    }
}
