package com.mesaya.realtime.domain;

import java.util.Optional;

/**
 * Identifies an entity: its singular kind ({@code table}, {@code object}, {@code section-object}, {@code section} or a sub-entity such
 * as {@code dish}) and the id from the main API. UUIDs are the same in upper and lower case.
 */
public record EntityKey(String kind, String id) {

    private static final int MAX_KIND_LENGTH = 64;
    private static final int MAX_ID_LENGTH = 128;

    /**
     * Converts a UUID to lower case.
     *
     * @throws IllegalArgumentException if the kind is no lower-case word, or if the id is empty, longer than 128 characters, or
     *     contains control characters or an unpaired surrogate
     */
    public EntityKey {
        if (!isValid(kind, id)) {
            throw new IllegalArgumentException("not an entity's kind and id");
        }
        id = IdText.canonical(id);
    }

    /** Written out, because each event is compared, and a record's own method is called through a method handle. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EntityKey key && id.equals(key.id) && kind.equals(key.kind);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + id.hashCode();
    }

    /** Returns the key, or nothing if the kind or the id is invalid. */
    public static Optional<EntityKey> parse(String kind, String id) {
        return isValid(kind, id) ? Optional.of(new EntityKey(kind, id)) : Optional.empty();
    }

    /** Returns whether the kind and the id are valid. */
    public static boolean isValid(String kind, String id) {
        return isWord(kind) && IdText.isWellFormed(id, MAX_ID_LENGTH);
    }

    /** Returns whether the text is a lower-case word. Kinds and actions form event names, so they must not need escaping in JSON. */
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
