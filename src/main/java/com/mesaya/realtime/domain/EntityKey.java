package com.mesaya.realtime.domain;

import java.util.regex.Pattern;

/**
 * Identifies an entity: its singular kind ({@code table}, {@code object}, {@code section-object}, {@code section} or a
 * sub-entity such as {@code dish}) and the id the main API gave it.
 */
public record EntityKey(String kind, String id) {

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
    private static final int MAX_ID_LENGTH = 128;

    /** @throws IllegalArgumentException if the kind is no lower-case word, or the id is empty or longer than 128 */
    public EntityKey {
        if (!isValid(kind, id)) {
            throw new IllegalArgumentException("not an entity's kind and id");
        }
    }

    /** Whether there can be such an entity. */
    public static boolean isValid(String kind, String id) {
        return isWord(kind) && !id.isEmpty() && id.length() <= MAX_ID_LENGTH;
    }

    /** Kinds and actions make up event names, so they are lower-case words and never need escaping in JSON. */
    static boolean isWord(String text) {
        return WORD.matcher(text).matches();
    }
}
