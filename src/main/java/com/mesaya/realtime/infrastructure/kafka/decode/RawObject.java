package com.mesaya.realtime.infrastructure.kafka.decode;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object in a record, with the members that a {@link RawReader} keeps. Of duplicate names the last one counts, as in
 * ECMAScript; a JSON null counts as no member.
 *
 * @param from its first byte
 * @param to the byte after its last
 * @param places the index of each member name in the values
 * @param values each member's text or object, or else the token that its value starts with; null if there is no member
 */
@SuppressWarnings("ArrayRecordComponent") // its own array, neither returned nor compared
record RawObject(
        int from,
        int to,
        Map<String, Integer> places,
        @Nullable Object[] values) {

    /** Returns a string member, or a time that is a number; null if there is none. */
    @Nullable
    String text(String name) {
        return value(name) instanceof String text ? text : null;
    }

    /** Returns a member of the envelope that is an object; null if there is none. */
    @Nullable
    RawObject object(String name) {
        return value(name) instanceof RawObject object ? object : null;
    }

    /** Returns whether the object has such a member with any value except null. */
    boolean has(String name) {
        return value(name) != null;
    }

    private @Nullable Object value(String name) {
        Integer place = places.get(name);
        if (place == null) {
            throw new IllegalStateException(name + " is not among the members that are read");
        }
        return values[place];
    }
}
