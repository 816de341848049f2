package com.mesaya.realtime.application;

import java.util.regex.Pattern;

/** Text from outside as it may stand in a line of the log: short, in one word, and without anything that could pass for another line. */
public final class PrintableText {

    private static final int LONGEST = 128;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^!-~&&[^\"\\\\]]");

    private PrintableText() {}

    /** What isn't printable ASCII becomes a question mark. */
    public static String of(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        return UNPRINTABLE.matcher(start).replaceAll("?");
    }
}
