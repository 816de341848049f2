package com.mesaya.realtime.domain;

import static com.mesaya.realtime.domain.Events.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotTrustTest {

    @ParameterizedTest
    @CsvSource({
        "TRUSTED, PT1S, PT1S",
        "TRUSTED, PT-1H, PT-1H",
        // As new as the GET, for all that clocks tell: it may be the GET's own time.
        "UNSURE, PT0.3S, PT-9.7S",
        "UNSURE, PT-10S, PT-20S",
        "UNSURE, PT1M, PT50S",
        // Clearly older than the GET: nothing but a change can have set it.
        "UNSURE, PT-10.001S, PT-10.001S",
        "UNSURE, PT-8760H, PT-8760H"
    })
    void withholdsWhatTheSnapshotCertainlyReflects(SnapshotTrust trust, Duration version, Duration barrier) {
        assertThat(trust.barrier(NOON.plus(version), NOON)).isEqualTo(NOON.plus(barrier));
    }

    @ParameterizedTest
    @CsvSource({"2025-10-19T12:00:00Z", "2020-01-01T00:00:00Z"})
    void withholdsNothingIfTheVersionSaysNothing(Instant version) {
        assertThat(SnapshotTrust.IGNORED.barrier(version, NOON)).isNull();
    }
}
