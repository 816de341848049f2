package com.mesaya.realtime;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads settings one by one; a wrong one is refused by the name of its environment variable. */
final class ConfigReader {

    static final int MAX_PORT = 65_535;

    private final Config config;

    ConfigReader(Config config) {
        this.config = config;
    }

    String text(String path, String variable, String shouldBe, Predicate<String> isGood) {
        return read(path, variable, shouldBe, config::getString, isGood);
    }

    /** A text that is never shown, not even if it is wrong. */
    String secret(String path) {
        return config.getString(path);
    }

    int port(String path, String variable) {
        return read(path, variable, "a port, 0 to " + MAX_PORT, config::getInt, port -> port >= 0 && port <= MAX_PORT);
    }

    int count(String path, String variable) {
        return read(path, variable, "a whole number of at least 1", config::getInt, count -> count >= 1);
    }

    boolean flag(String path, String variable) {
        return read(path, variable, "true or false", config::getBoolean, flag -> true);
    }

    Duration duration(String path, String variable) {
        return read(
                path, variable, "a duration such as 10s or 3000ms", config::getDuration, time -> time.toMillis() >= 1);
    }

    Duration duration(String path, String variable, Duration most) {
        return read(
                path,
                variable,
                "a duration such as 10s or 3000ms, at most " + most.toMinutes() + "m",
                config::getDuration,
                time -> time.toMillis() >= 1 && time.compareTo(most) <= 0);
    }

    Duration seconds(String path, String variable) {
        return read(
                path,
                variable,
                "whole seconds, such as 0s or 5s",
                config::getDuration,
                time -> !time.isNegative() && time.toMillis() % 1_000 == 0);
    }

    int size(String path, String variable) {
        return read(
                path,
                variable,
                "a size such as 8MiB, less than 2GiB",
                key -> Math.toIntExact(config.getBytes(key)),
                size -> size >= 1);
    }

    /** Empty if nothing is set. */
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

    <T> List<T> list(String path, String variable, String shouldBe, Function<String, T> parse) {
        return read(path, variable, shouldBe, key -> items(key).map(parse).toList(), list -> true);
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
        } catch (ConfigException | IllegalArgumentException | ArithmeticException wrong) {
            throw refused(path, variable, shouldBe);
        }
        throw refused(path, variable, shouldBe);
    }

    private SettingsException refused(String path, String variable, String shouldBe) {
        String value = config.getValue(path).unwrapped().toString().replaceAll("\\R", " ");
        String is = value.isEmpty() ? "is not set" : "is '" + value + "'";
        return new SettingsException(variable + " (" + path + ") must be " + shouldBe + ", but " + is);
    }
}
