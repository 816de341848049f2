package com.mesaya.realtime.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads single settings; an invalid one is refused with the name of its environment variable. */
final class ConfigReader {

    static final int MAX_PORT = 65_535;

    /** The upper limit of durations: sockets count milliseconds in an int. */
    private static final Duration LONGEST = Duration.ofDays(24);

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final Pattern WITHOUT_UNIT = Pattern.compile("\\s*[+-]?\\d+(\\.\\d*)?\\s*");
    private static final String DURATION = "a duration such as 10s or 3000ms";
    private static final String WHOLE_SECONDS = "whole seconds, such as 0s or 5s";
    private static final String SIZE = "a size such as 8MiB, less than 2GiB";

    private final Config config;
    private final List<String> warnings = new ArrayList<>();

    ConfigReader(Config config) {
        this.config = config;
    }

    String text(String path, String variable, String shouldBe, Predicate<String> isGood) {
        return read(path, variable, shouldBe, config::getString, isGood);
    }

    /** Returns a text that is never shown, not even in an error. */
    String secret(String path) {
        return config.getString(path);
    }

    /** Returns a secret unchanged, with a warning if surrounding blanks suggest a mistake. */
    String secret(String path, String variable) {
        String secret = secret(path);
        if (!secret.isBlank() && !secret.equals(secret.strip())) {
            String warning =
                    variable + " (" + path + ") begins or ends with a blank or a line break, which is part of the"
                            + " secret: every signer must use the same value";
            if (!warnings.contains(warning)) {
                warnings.add(warning);
            }
        }
        return secret;
    }

    /** Returns warnings about valid but suspicious values, to be logged once logging has started. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    int port(String path, String variable) {
        return read(path, variable, "a port, 0 to " + MAX_PORT, this::whole, port -> port >= 0 && port <= MAX_PORT);
    }

    int count(String path, String variable) {
        return count(path, variable, 1);
    }

    int count(String path, String variable, int least) {
        return read(path, variable, "a whole number of at least " + least, this::whole, count -> count >= least);
    }

    int count(String path, String variable, int least, int most) {
        return read(
                path,
                variable,
                "a whole number from " + least + " to " + most,
                this::whole,
                count -> count >= least && count <= most);
    }

    /** Refuses fractions, since the library would cut 1.5 to 1. */
    private int whole(String path) {
        String text = config.getString(path);
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("not a whole number");
        }
        return Integer.parseInt(text);
    }

    /** Returns empty if no value is set. */
    Optional<Integer> optionalCount(String path, String variable) {
        return config.getString(path).isEmpty() ? Optional.empty() : Optional.of(count(path, variable));
    }

    /** Returns empty if no value is set, or if it points to the whole document. */
    Optional<JsonPointer> jsonPointer(String path, String variable) {
        return Optional.of(read(
                        path,
                        variable,
                        "a JSON pointer such as /data",
                        key -> JsonPointer.compile(config.getString(key)),
                        pointer -> true))
                .filter(pointer -> !pointer.matches());
    }

    boolean flag(String path, String variable) {
        return read(path, variable, "true or false", config::getBoolean, flag -> true);
    }

    Duration duration(String path, String variable) {
        return read(path, variable, DURATION, this::time, time -> time.toMillis() >= 1);
    }

    Duration duration(String path, String variable, Duration most) {
        return duration(path, variable, DURATION, most);
    }

    private Duration duration(String path, String variable, String shouldBe, Duration most) {
        String limit = most.toMinutes() > 0 ? most.toMinutes() + "m" : most.toSeconds() + "s";
        return read(
                path,
                variable,
                shouldBe + ", at most " + limit,
                this::time,
                time -> time.toMillis() >= 1 && time.compareTo(most) <= 0);
    }

    /** Returns empty if it is off. */
    Optional<Duration> durationOrOff(String path, String variable, Duration most) {
        String text = config.getString(path).strip();
        return text.equalsIgnoreCase("off") || text.equals("0")
                ? Optional.empty()
                : Optional.of(duration(path, variable, "off, or " + DURATION, most));
    }

    Duration seconds(String path, String variable) {
        return read(
                path, variable, WHOLE_SECONDS, this::time, time -> !time.isNegative() && time.toMillis() % 1_000 == 0);
    }

    int size(String path, String variable) {
        return size(path, variable, 1);
    }

    int size(String path, String variable, int least) {
        return read(
                path,
                variable,
                least == 1 ? SIZE : SIZE + ", at least " + least + "B",
                key -> Math.toIntExact(config.getBytes(withUnit(key, "MiB, %sKiB or %sB"))),
                size -> size >= least);
    }

    private Duration time(String path) {
        Duration time = config.getDuration(withUnit(path, "s or %sms"));
        if (time.compareTo(LONGEST) > 0) {
            throw new WrongValueException("which is more than " + LONGEST.toDays() + "d");
        }
        return time;
    }

    /** Refuses a value without a unit: the library would read a number as milliseconds or bytes, which is rarely meant. */
    private String withUnit(String path, String units) {
        String text = config.getString(path);
        if (WITHOUT_UNIT.matcher(text).matches()) {
            throw new WrongValueException("which has no unit: write " + ("%s" + units).replace("%s", text.strip()));
        }
        return path;
    }

    /** Returns empty if no value is set. */
    Optional<Integer> optionalSize(String path, String variable) {
        return config.getString(path).isEmpty() ? Optional.empty() : Optional.of(size(path, variable));
    }

    <T extends Enum<T>> T oneOf(String path, String variable, Class<T> type) {
        String allowed = Stream.of(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
        return read(
                path,
                variable,
                "one of " + allowed,
                key -> Enum.valueOf(
                        type, config.getString(key).toUpperCase(Locale.ROOT).replace('-', '_')),
                constant -> true);
    }

    Set<String> names(String path) {
        return items(path).collect(Collectors.toUnmodifiableSet());
    }

    Set<String> someNames(String path, String variable) {
        return read(path, variable, "names, comma-separated, at least one", this::names, names -> !names.isEmpty());
    }

    /** Splits a list. Blanks around items are ignored, and so is a comma at the end. */
    <T> List<T> list(String path, String variable, String shouldBe, Function<String, T> parse) {
        return read(path, variable, shouldBe, key -> items(key).map(parse).toList(), list -> true);
    }

    <T> List<T> someOf(String path, String variable, String shouldBe, Function<String, T> parse) {
        return read(path, variable, shouldBe, key -> items(key).map(parse).toList(), list -> !list.isEmpty());
    }

    private Stream<String> items(String path) {
        return Stream.of(config.getString(path).split(",")).map(String::strip).filter(item -> !item.isEmpty());
    }

    private <T> T read(String path, String variable, String shouldBe, Function<String, T> get, Predicate<T> isGood) {
        try {
            T value = get.apply(path);
            if (isGood.test(value)) {
                return value;
            }
        } catch (WrongValueException wrong) {
            throw refused(path, variable, shouldBe, ", " + wrong.getMessage());
        } catch (ConfigException | IllegalArgumentException | ArithmeticException wrong) {
            throw refused(path, variable, shouldBe, "");
        }
        throw refused(path, variable, shouldBe, "");
    }

    private SettingsException refused(String path, String variable, String shouldBe, String reason) {
        String value = config.getValue(path).unwrapped().toString().replaceAll("\\R", " ");
        String is = value.isEmpty() ? "is not set" : "is '" + value + "'" + reason;
        return new SettingsException(variable + " (" + path + ") must be " + shouldBe + ", but " + is);
    }

    /** Reports the reason why a value is invalid, where it is not obvious. */
    static final class WrongValueException extends IllegalArgumentException {

        WrongValueException(String reason) {
            super(reason);
        }
    }
}
