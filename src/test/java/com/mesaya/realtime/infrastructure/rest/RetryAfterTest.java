package com.mesaya.realtime.infrastructure.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2025-10-19T18:00:00Z"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | PT3S",
                "0 | PT0.2S",
                "999999999 | PT24H",
                "Sun, 19 Oct 2025 18:00:07 GMT | PT7S",
                "Sun, 19 Oct 2025 17:00:00 GMT | PT0.2S"
            })
    void saysWhenToAskAgain(String value, Duration expected) {
        assertThat(of("Retry-After", value)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999"})
    void saysNothingIfItCannotBeRead(String value) {
        assertThat(of("Retry-After", value)).isEmpty();
    }

    @Test
    void isTheLongestOfSeveralLimits() {
        assertThat(of("Retry-After-short", "1", "Retry-After-long", "42", "Retry-After-medium", "7"))
                .contains(Duration.ofSeconds(42));
    }

    @Test
    void isNoOtherHeader() {
        assertThat(of("X-Retry-After", "1", "Retry-Afterwards", "1")).isEmpty();
    }

    private static Optional<Duration> of(String... namesAndValues) {
        HttpResponse response = Stream.iterate(0, header -> header < namesAndValues.length, header -> header + 2)
                .reduce(
                        HttpResponse.create(),
                        (partial, header) ->
                                partial.addHeader(HttpHeader.parse(namesAndValues[header], namesAndValues[header + 1])),
                        (one, other) -> other);
        return RetryAfter.of(response, CLOCK);
    }
}
