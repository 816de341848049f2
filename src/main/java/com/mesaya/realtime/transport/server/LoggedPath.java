package com.mesaya.realtime.transport.server;

import java.util.regex.Pattern;

/** A request's path for the log: without the query, and without any part that might be or contain a token. */
public final class LoggedPath {

    private static final String CUT = "***";
    private static final Pattern SECTION_PATH = Pattern.compile("(/(?:ws|sse)/restaurant/[A-Za-z0-9_-]{1,64})(/.*)?");
    private static final Pattern HARMLESS = Pattern.compile("(/[a-z0-9-]{1,32}){0,6}(\\.[a-z]{2,4})?/?");

    private LoggedPath() {}

    public static String of(String path) {
        var section = SECTION_PATH.matcher(path);
        if (section.matches()) {
            return section.group(2) == null ? section.group(1) : section.group(1) + "/" + CUT;
        }
        return HARMLESS.matcher(path).matches() ? path : "/" + CUT;
    }
}
