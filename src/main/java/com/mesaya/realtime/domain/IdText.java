package com.mesaya.realtime.domain;

import java.util.Locale;

/**
 * The texts that name sections and entities. They are compared as they are written, but for those that are UUIDs (RFC 9562,
 * section 4), in which upper and lower case are the same (contract, section 1).
 */
final class IdText {

    private static final int UUID_LENGTH = 36;

    private IdText() {}

    /** Whether it has 1 to so many characters, and none that is a control character or half of a surrogate pair. */
    static boolean isWellFormed(String text, int maxLength) {
        int length = text.length();
        if (length == 0 || length > maxLength) {
            return false;
        }
        for (int index = 0; index < length; index++) {
            char character = text.charAt(index);
            if (Character.isISOControl(character)) {
                return false;
            }
            if (Character.isSurrogate(character)) {
                index++;
                if (index == length || !Character.isSurrogatePair(character, text.charAt(index))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** A UUID in lower case, and any other text as it is. */
    static String canonical(String text) {
        if (text.length() != UUID_LENGTH) {
            return text;
        }
        boolean hasUpperCase = false;
        for (int index = 0; index < UUID_LENGTH; index++) {
            char character = text.charAt(index);
            if (index == 8 || index == 13 || index == 18 || index == 23) {
                if (character != '-') {
                    return text;
                }
            } else if (character >= 'A' && character <= 'F') {
                hasUpperCase = true;
            } else if (!isDigit(character) && (character < 'a' || character > 'f')) {
                return text;
            }
        }
        return hasUpperCase ? text.toLowerCase(Locale.ROOT) : text;
    }

    static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    static boolean isLowerCaseLetter(char character) {
        return character >= 'a' && character <= 'z';
    }
}
