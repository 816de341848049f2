package com.mesaya.realtime.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    @ParameterizedTest
    @CsvSource({
        "2025-10-19T18:05:42.003Z, 2025-10-19T18:05:42.003Z",
        "2025-10-19T18:05:42Z, 2025-10-19T18:05:42Z",
        "2025-10-19T18:05Z, 2025-10-19T18:05:00Z",
        "2025-10-19T18:05:42.123456789Z, 2025-10-19T18:05:42.123456789Z",
        "2025-10-19T13:05:42.003-05:00, 2025-10-19T18:05:42.003Z",
        "2025-10-19T18:05:42.003+00:00, 2025-10-19T18:05:42.003Z"
    })
    void areReadInWhateverPrecisionAndZone(String text, Instant expected) {
        assertThat(Timestamps.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "2025-10-19", "2025-10-19T18:05:42", "1760871600000", "2025-13-01T00:00:00Z"})
    void areNothingIfTheyCannotBeRead(String text) {
        assertThat(Timestamps.parse(text)).isNull();
    }

    @Test
    void areNothingIfThereIsNone() {
        assertThat(Timestamps.parse(null)).isNull();
    }
}
