package com.mesaya.realtime.config;

import com.mesaya.realtime.config.ConfigReader.WrongValueException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses an origin, and refuses values that no browser sends as one (RFC 6454, section 6.2). */
final class OriginSettings {

    private static final Pattern ORIGIN = Pattern.compile(
            "([a-z][a-z0-9+.\\-]*)://(\\*\\.)?([^/?#@\\s:\\[\\]]+|\\[[0-9a-f:.]+])(:\\d{1,5})?([/?#].*)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SCHEME = Pattern.compile("(?i)https?|capacitor|ionic");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._\\-]+|\\[.*]");

    private OriginSettings() {}

    static String origin(String text) {
        Matcher origin = ORIGIN.matcher(text);
        if (text.equals("*")) {
            throw new WrongValueException("which must be written as an empty list to allow all origins");
        }
        if (!origin.matches()) {
            throw new WrongValueException("which isn't a scheme, :// and a host, with an optional port");
        }
        if (!SCHEME.matcher(origin.group(1)).matches()) {
            throw new WrongValueException("but the scheme must be http, https, capacitor or ionic");
        }
        if (origin.group(5) != null) {
            throw new WrongValueException("but an origin must end with its host or port: no path, not even a final /");
        }
        if (origin.group(3).contains("*")) {
            throw new WrongValueException(
                    "but * may only replace the first label of a host, as in https://*.mesaya.ec");
        }
        if (!HOST.matcher(origin.group(3)).matches()) {
            throw new WrongValueException("but the host must be in ASCII, as in https://xn--caf-dma.ec");
        }
        if (origin.group(4) != null && Integer.parseInt(origin.group(4).substring(1)) > ConfigReader.MAX_PORT) {
            throw new WrongValueException("but there is no such port");
        }
        return text;
    }
}
