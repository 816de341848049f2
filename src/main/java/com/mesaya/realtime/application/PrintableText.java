package com.mesaya.realtime.application;

import java.util.regex.Pattern;

/** Makes text from outside safe for a log line: short, one word, and without anything that could look like another line. */
public final class PrintableText {

    private static final int LONGEST = 128;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^!-~&&[^\"\\\\]]");

    private PrintableText() {}

    /** Replaces every character that is not printable ASCII with a question mark. */
    public static String of(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        return UNPRINTABLE.matcher(start).replaceAll("?");
    }
}
