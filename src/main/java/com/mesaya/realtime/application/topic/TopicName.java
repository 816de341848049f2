package com.mesaya.realtime.application.topic;

/**
 * A topic's name in parts: {@code mesa-ya.tables.updated.v1} is {@code mesa-ya.tables.updated} in version 1.
 *
 * @param base the name without its version suffix
 * @param lastWord the last word of the base, for example {@code updated}
 * @param version the suffix's number; 0 if there is none
 */
public record TopicName(String base, String lastWord, int version) {

    private static final int MAX_DIGITS = 6;

    /** The version suffix at the end of a topic's name, as a regular expression. */
    public static final String VERSION_SUFFIX = "\\.v[0-9]{1," + MAX_DIGITS + "}";

    /** Splits a topic's name. */
    public static TopicName parse(String topic) {
        int digits = topic.length();
        int version = 0;
        int unit = 1;
        while (digits > 0 && topic.length() - digits < MAX_DIGITS && isDigit(topic.charAt(digits - 1))) {
            digits--;
            version += (topic.charAt(digits) - '0') * unit;
            unit *= 10;
        }
        int suffix = digits - 2;
        return digits < topic.length() && suffix > 0 && topic.startsWith(".v", suffix)
                ? of(topic.substring(0, suffix), version)
                : of(topic, 0);
    }

    private static TopicName of(String base, int version) {
        return new TopicName(base, base.substring(base.lastIndexOf('.') + 1), version);
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
