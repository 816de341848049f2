package com.mesaya.realtime.application;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A topic's name, taken apart: {@code mesa-ya.tables.updated.v1} is {@code mesa-ya.tables.updated} in version 1.
 *
 * @param base the name without its version suffix
 * @param version the suffix's number; 0 if there is none
 */
public record TopicName(String base, int version) {

    /** What a version suffix looks like at the end of a topic's name, as a regular expression. */
    public static final String VERSION_SUFFIX = "\\.v[0-9]{1,6}";

    private static final Pattern VERSIONED = Pattern.compile("(.+)(" + VERSION_SUFFIX + ")");

    /** Takes a topic's name apart. */
    public static TopicName parse(String topic) {
        Matcher matcher = VERSIONED.matcher(topic);
        if (!matcher.matches()) {
            return new TopicName(topic, 0);
        }
        return new TopicName(matcher.group(1), Integer.parseInt(matcher.group(2).substring(2)));
    }

    /** The last word of the name, as in {@code updated}. */
    public String lastWord() {
        return base.substring(base.lastIndexOf('.') + 1);
    }
}
