package com.mesaya.realtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameListenerTest {

    @ParameterizedTest
    @CsvSource({"1000, true", "1001, true", "1006, false", "1012, false", "1013, false", "4401, false", "4410, false"})
    void takesOnlyNormalEndsForOrderly(int code, boolean orderly) {
        assertThat(new FrameListener.Closed(code, "").isOrderly()).isEqualTo(orderly);
    }
}
