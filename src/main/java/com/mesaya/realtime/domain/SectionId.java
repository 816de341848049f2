package com.mesaya.realtime.domain;

import java.util.Optional;
import java.util.regex.Pattern;

/** Names a section of a restaurant: 1 to 64 letters, digits, {@code -} or {@code _}; the main API uses UUIDs. */
public record SectionId(String value) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** @throws IllegalArgumentException if the value doesn't have the form of an id */
    public SectionId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a section id");
        }
    }

    /** The id, or nothing if the text doesn't have the form of one. */
    public static Optional<SectionId> parse(String text) {
        return isValid(text) ? Optional.of(new SectionId(text)) : Optional.empty();
    }

    private static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
