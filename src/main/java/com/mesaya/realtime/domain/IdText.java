package com.mesaya.realtime.domain;

import java.util.HexFormat;
import java.util.Locale;

/**
 * Checks and normalises the ids of sections and entities. Ids are compared exactly, except UUIDs (RFC 9562, section 4), which are
 * compared regardless of case (contract, section 1).
 */
final class IdText {

    private static final int UUID_LENGTH = 36;

    private static final boolean[] PLAIN = new boolean['z' + 1];

    static {
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
                .chars()
                .forEach(each -> PLAIN[each] = true);
    }

    private IdText() {}

    /** Returns whether the text has 1 to {@code maxLength} characters, without control characters and unpaired surrogates. */
    static boolean isWellFormed(String text, int maxLength) {
        if (!hasLength(text, maxLength)) {
            return false;
        }
        int length = text.length();
        for (int index = 0; index < length; index++) {
            char character = text.charAt(index);
            if (character >= ' ' && character <= '~') {
                continue;
            }
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

    /** Returns whether the text has 1 to {@code maxLength} characters: ASCII letters and digits, {@code -} and {@code _}. */
    static boolean isPlain(String text, int maxLength) {
        if (!hasLength(text, maxLength)) {
            return false;
        }
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (character >= PLAIN.length || !PLAIN[character]) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasLength(String text, int maxLength) {
        return !text.isEmpty() && text.length() <= maxLength;
    }

    /** Returns a UUID in lower case, and any other text unchanged. */
    static String canonical(String text) {
        return text.length() == UUID_LENGTH && hasUpperCaseDigit(text) && isUuid(text)
                ? text.toLowerCase(Locale.ROOT)
                : text;
    }

    private static boolean hasUpperCaseDigit(String text) {
        for (int index = 0; index < text.length(); index++) {
            if (text.charAt(index) >= 'A' && text.charAt(index) <= 'F') {
                return true;
            }
        }
        return false;
    }

    private static boolean isUuid(String text) {
        for (int index = 0; index < UUID_LENGTH; index++) {
            char character = text.charAt(index);
            boolean isHyphen = index == 8 || index == 13 || index == 18 || index == 23;
            if (isHyphen ? character != '-' : !HexFormat.isHexDigit(character)) {
                return false;
            }
        }
        return true;
    }

    static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    static boolean isLowerCaseLetter(char character) {
        return character >= 'a' && character <= 'z';
    }
}
