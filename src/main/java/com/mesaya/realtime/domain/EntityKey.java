package com.mesaya.realtime.domain;

import java.util.Optional;

/**
 * Identifies an entity: its singular kind ({@code table}, {@code object}, {@code section-object}, {@code section} or a
 * sub-entity such as {@code dish}) and the id the main API gave it, in which a UUID is the same in upper and in lower case.
 */
public record EntityKey(String kind, String id) {

    private static final int MAX_KIND_LENGTH = 64;
    private static final int MAX_ID_LENGTH = 128;

    /**
     * Puts a UUID into lower case.
     *
     * @throws IllegalArgumentException if the kind is no lower-case word, or the id is empty, longer than 128, or no text that
     *     can be passed on: with control characters, or half of a surrogate pair
     */
    public EntityKey {
        if (!isValid(kind, id)) {
            throw new IllegalArgumentException("not an entity's kind and id");
        }
        id = IdText.canonical(id);
    }

    /** The key, or nothing if there can't be such an entity. */
    public static Optional<EntityKey> parse(String kind, String id) {
        return isValid(kind, id) ? Optional.of(new EntityKey(kind, id)) : Optional.empty();
    }

    /** Whether there can be such an entity. */
    public static boolean isValid(String kind, String id) {
        return isWord(kind) && IdText.isWellFormed(id, MAX_ID_LENGTH);
    }

    /** Kinds and actions make up event names, so they are lower-case words and never need escaping in JSON. */
    static boolean isWord(String text) {
        if (text.isEmpty() || text.length() > MAX_KIND_LENGTH || !IdText.isLowerCaseLetter(text.charAt(0))) {
            return false;
        }
        for (int index = 1; index < text.length(); index++) {
            char character = text.charAt(index);
            boolean allowed = IdText.isLowerCaseLetter(character)
                    || IdText.isDigit(character)
                    || character == '-'
                    || character == '_';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
