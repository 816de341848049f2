package com.mesaya.realtime.transport.compression;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers a client's offers of {@code permessage-deflate} (RFC 6455, section 9.1; RFC 7692, sections 5.1 and 7.1). */
public final class Offers {

    private static final String NAME = "permessage-deflate";
    private static final String SERVER_BITS = "server_max_window_bits";
    /** Each message is compressed by itself, in both directions. */
    private static final String ACCEPTED = NAME + "; server_no_context_takeover; client_no_context_takeover";
    /** The size of the window of {@code java.util.zip}, which can't be less. */
    private static final String FULL_WINDOW = "15";

    private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
    /** A name with its value, if it has one: a token, or a token in quotes, in which a backslash escapes a character. */
    private static final Pattern PARAMETER = Pattern.compile("[ \\t]*;[ \\t]*(" + TOKEN + ")(?:[ \\t]*=[ \\t]*(?:("
            + TOKEN + ")|\"((?:[^\"\\\\]|\\\\.){1,64})\"))?[ \\t]*");

    private static final Pattern EXTENSION = Pattern.compile("[ \\t,]*(" + TOKEN + ")[ \\t]*");
    private static final Pattern WINDOW_BITS = Pattern.compile("[89]|1[0-5]");

    private Offers() {}

    /**
     * Returns the answer to the first acceptable offer, if there is one.
     *
     * @param headers the values of the headers {@code Sec-WebSocket-Extensions}, in order
     */
    public static Optional<String> answer(List<String> headers) {
        return headers.stream().map(Offers::answer).flatMap(Optional::stream).findFirst();
    }

    /** Reads the offers of one header, up to the first that can't be read. */
    private static Optional<String> answer(String header) {
        Matcher extension = EXTENSION.matcher(header);
        Matcher parameter = PARAMETER.matcher(header);
        int at = 0;
        while (next(extension, at)) {
            boolean acceptable = extension.group(1).equalsIgnoreCase(NAME);
            boolean fullWindow = false;
            Set<String> names = new HashSet<>();
            at = extension.end();
            while (next(parameter, at)) {
                String name = parameter.group(1).toLowerCase(Locale.ROOT);
                acceptable &= names.add(name) && isAcceptable(name, value(parameter));
                fullWindow |= name.equals(SERVER_BITS);
                at = parameter.end();
            }
            if (at < header.length() && header.charAt(at) != ',') {
                return Optional.empty();
            }
            if (acceptable) {
                return Optional.of(fullWindow ? ACCEPTED + "; " + SERVER_BITS + "=" + FULL_WINDOW : ACCEPTED);
            }
        }
        return Optional.empty();
    }

    private static boolean next(Matcher matcher, int at) {
        return matcher.region(at, matcher.regionEnd()).lookingAt();
    }

    private static Optional<String> value(Matcher parameter) {
        return Optional.ofNullable(parameter.group(2))
                .or(() -> Optional.ofNullable(parameter.group(3)).map(quoted -> quoted.replaceAll("\\\\(.)", "$1")));
    }

    private static boolean isAcceptable(String name, Optional<String> value) {
        return switch (name) {
            case "server_no_context_takeover", "client_no_context_takeover" -> value.isEmpty();
            // The client may use a smaller window whether or not the answer asks for it.
            case "client_max_window_bits" ->
                value.isEmpty() || WINDOW_BITS.matcher(value.get()).matches();
            case SERVER_BITS -> value.filter(FULL_WINDOW::equals).isPresent();
            default -> false;
        };
    }
}
