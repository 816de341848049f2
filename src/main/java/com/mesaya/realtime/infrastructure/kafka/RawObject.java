package com.mesaya.realtime.infrastructure.kafka;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object in a record, with the members that a {@link RawReader} keeps. Where a name stands twice the last one
 * counts, as in ECMAScript; the JSON null counts as none.
 *
 * @param from its first byte
 * @param to the byte after its last
 * @param places where the member of a name stands among the values
 * @param values each member's text or object, or else the token that its value starts with; null if there is no member
 */
@SuppressWarnings("ArrayRecordComponent") // its own array, neither handed out nor compared
record RawObject(
        int from,
        int to,
        Map<String, Integer> places,
        @Nullable Object[] values) {

    /** A string member, or a time that is a number; null if there is none. */
    @Nullable
    String text(String name) {
        return value(name) instanceof String text ? text : null;
    }

    /** A member of the envelope that is an object; null if there is none. */
    @Nullable
    RawObject object(String name) {
        return value(name) instanceof RawObject object ? object : null;
    }

    /** Whether the object has such a member, whatever it is but null. */
    boolean has(String name) {
        return value(name) != null;
    }

    private @Nullable Object value(String name) {
        Integer place = places.get(name);
        if (place == null) {
            throw new IllegalStateException(name + " is asked for and isn't read");
        }
        return values[place];
    }
}
