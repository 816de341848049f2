package com.mesaya.realtime.infrastructure.rest;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Reads the time at which the main API may be asked again: seconds, or a date (RFC 9110, section 10.2.3). NestJS' throttler sends one
 * header for each of its limits, for example {@code Retry-After-short}; the longest counts.
 */
final class RetryAfter {

    /** The minimum pause, even if the API asks for less. */
    static final Duration AT_LEAST = Duration.ofMillis(200);

    private static final Duration AT_MOST = Duration.ofDays(1);
    private static final String HEADER = "retry-after";

    private RetryAfter() {}

    /** Returns the requested pause; empty if the answer names none. */
    static Optional<Duration> of(HttpResponse response, InstantSource clock) {
        return StreamSupport.stream(response.getHeaders().spliterator(), false)
                .filter(header -> header.is(HEADER) || header.lowercaseName().startsWith(HEADER + "-"))
                .flatMap(header -> parse(header, clock).stream())
                .max(Comparator.naturalOrder())
                .map(RetryAfter::bounded);
    }

    private static Optional<Duration> parse(HttpHeader header, InstantSource clock) {
        String value = header.value().strip();
        try {
            return Optional.of(
                    value.matches("\\d{1,9}")
                            ? Duration.ofSeconds(Long.parseLong(value))
                            : Duration.between(
                                    clock.instant(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from)));
        } catch (DateTimeException neither) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        Duration longEnough = wait.compareTo(AT_LEAST) < 0 ? AT_LEAST : wait;
        return longEnough.compareTo(AT_MOST) > 0 ? AT_MOST : longEnough;
    }
}
