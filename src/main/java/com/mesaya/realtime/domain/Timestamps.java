package com.mesaya.realtime.domain;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads the points in time that come with entities and envelopes: ISO 8601 with a zone offset, in whatever precision. */
public final class Timestamps {

    private Timestamps() {}

    /** The instant, or null if the text is none: a version nobody can read is no version. */
    public static @Nullable Instant parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }
}
