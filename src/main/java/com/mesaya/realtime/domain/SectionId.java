package com.mesaya.realtime.domain;

import java.util.Optional;

/**
 * Identifies a section of a restaurant: 1 to 64 letters, digits, {@code -} or {@code _}. The main API uses UUIDs, which are the same
 * in upper and lower case.
 */
public record SectionId(String value) {

    private static final int MAX_LENGTH = 64;

    /** Converts a UUID to lower case. @throws IllegalArgumentException if the value doesn't have the form of an id */
    public SectionId {
        if (!IdText.isPlain(value, MAX_LENGTH)) {
            throw new IllegalArgumentException("not a section id");
        }
        value = IdText.canonical(value);
    }

    /** Returns the id, or nothing if the text doesn't have the form of one. */
    public static Optional<SectionId> parse(String text) {
        return IdText.isPlain(text, MAX_LENGTH) ? Optional.of(new SectionId(text)) : Optional.empty();
    }

    /** Written out, as in {@link EntityKey}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SectionId section && value.equals(section.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
