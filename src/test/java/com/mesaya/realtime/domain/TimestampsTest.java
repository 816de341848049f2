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
        "2025-10-19T18:05:42.003+00:00, 2025-10-19T18:05:42.003Z",
        "2025-01-01T10:00:00+0000, 2025-01-01T10:00:00Z",
        "2025-01-01T10:00:00+00, 2025-01-01T10:00:00Z",
        "2025-01-01T10:00:00z, 2025-01-01T10:00:00Z",
        "2025-01-01t10:00:00z, 2025-01-01T10:00:00Z",
        "2025-01-01T10:00:00, 2025-01-01T10:00:00Z",
        "2025-01-01T10:00, 2025-01-01T10:00:00Z",
        "2025-01-01 10:00:00, 2025-01-01T10:00:00Z",
        "2025-01-01 10:00:00.123456+00, 2025-01-01T10:00:00.123456Z",
        "2025-01-01 10:00:00.5-05, 2025-01-01T15:00:00.5Z",
        "2025-01-01 10:00:00 +0530, 2025-01-01T04:30:00Z",
        "2025-01-01T10:00:00.1Z, 2025-01-01T10:00:00.1Z",
        "2025-01-01T10:00:00.123456789123Z, 2025-01-01T10:00:00.123456789Z",
        "2024-02-29T23:59:59.999Z, 2024-02-29T23:59:59.999Z",
        "1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59.5Z",
        "1760871600, 2025-10-19T11:00:00Z",
        "1760871600.25, 2025-10-19T11:00:00.25Z",
        "1760871600123, 2025-10-19T11:00:00.123Z",
        "1760871600123.5, 2025-10-19T11:00:00.1235Z",
        "1760871600123456, 2025-10-19T11:00:00.123456Z",
        "1760871600123456789, 2025-10-19T11:00:00.123456789Z"
    })
    void areReadInWhateverPrecisionAndZone(String text, Instant expected) {
        assertThat(Timestamps.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2025-10-19",
                "2025-10-19T18",
                "2025-10-19T18:05:",
                "2025-10-19T18:05:42.",
                "2025-10-19T18:05:42.Z",
                "2025-10-19T18:05:42ZZ",
                "2025-10-19T18:05:42+",
                "2025-10-19T18:05:42+0",
                "2025-10-19T18:05:42+00:",
                "2025-10-19T18:05:42+00:00:00",
                "2025-10-19T18:05:42+19:00",
                "2025-10-19T24:00:00Z",
                "2025-10-19T18:60:00Z",
                "2025-10-19_18:05:42Z",
                "2025-13-01T00:00:00Z",
                "2025-02-29T00:00:00Z",
                "0000-00-00 00:00:00",
                "\u0662\u0660\u0662\u0665-10-19T18:05:42Z",
                "17",
                "12345678",
                "-1760871600000",
                "1.7608716E9",
                "9999999999999999999",
                "17608716001234567890"
            })
    void areNothingIfTheyCannotBeRead(String text) {
        assertThat(Timestamps.parse(text)).isNull();
    }

    @Test
    void areReadWithAFractionAfterAComma() {
        assertThat(Timestamps.parse("2025-01-01T10:00:00,25Z")).isEqualTo("2025-01-01T10:00:00.25Z");
    }

    @Test
    void areNothingIfThereIsNone() {
        assertThat(Timestamps.parse(null)).isNull();
    }
}
