package com.mesaya.realtime.infrastructure.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The byte range of one JSON object in an answer. */
record Slice(int from, int to) {

    /** Reads only UTF-8; by default the parser would also detect UTF-16 and UTF-32. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    /**
     * Returns the range of the object at the pointer; null if there is none. The range of the whole answer includes surrounding
     * blanks.
     *
     * @throws IOException if the answer isn't exactly one JSON object
     */
    static @Nullable Slice find(byte[] json, JsonPointer place) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            if (json.length == 0 || json[0] < 0 || parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            Slice slice = find(parser, place);
            if (parser.nextToken() != null) {
                throw new IOException("more data follows the JSON object");
            }
            return place.matches() ? new Slice(0, json.length) : slice;
        }
    }

    /** Skips one value. Of duplicate names the last one counts, as in ECMAScript. */
    private static @Nullable Slice find(JsonParser parser, JsonPointer place) throws IOException {
        if (place.matches() || parser.currentToken() != JsonToken.START_OBJECT) {
            boolean isObject = parser.currentToken() == JsonToken.START_OBJECT;
            int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
            parser.skipChildren();
            int to = Math.toIntExact(parser.currentLocation().getByteOffset());
            return place.matches() && isObject ? new Slice(from, to) : null;
        }
        Slice found = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean isNamed = place.matchesProperty(parser.currentName());
            parser.nextToken();
            if (isNamed) {
                found = find(parser, place.tail());
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    /** Returns a parser of these bytes of the answer, at the first token. */
    JsonParser parser(byte[] json) throws IOException {
        JsonParser parser = JSON.createParser(json, from, to - from);
        parser.nextToken();
        return parser;
    }
}
