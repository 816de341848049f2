package com.mesaya.realtime.domain.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {

    @Test
    void ofALogMayBeAsSmallAsOne() {
        assertThat(new LogLimits(1, Duration.ZERO, 1, 1, 1, Duration.ZERO).window())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 1, 1, 1",
        "1, -1, 1, 1, 1, 1",
        "1, 1, 0, 1, 1, 1",
        "1, 1, 1, 0, 1, 1",
        "1, 1, 1, 1, 0, 1",
        "1, 1, 1, 1, 1, -1"
    })
    void ofALogArePositive(
            int window, long ageSeconds, int offsets, int maxEntities, long maxBytes, long retentionSeconds) {
        var age = Duration.ofSeconds(ageSeconds);
        var retention = Duration.ofSeconds(retentionSeconds);

        assertThatThrownBy(() -> new LogLimits(window, age, offsets, maxEntities, maxBytes, retention))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ofABatchMayBeAsSmallAsOne() {
        assertThat(new BatchLimits(1, 1).maxEvents()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "-1, 1"})
    void ofABatchArePositive(int maxEvents, long maxBytes) {
        assertThatThrownBy(() -> new BatchLimits(maxEvents, maxBytes)).isInstanceOf(IllegalArgumentException.class);
    }
}
