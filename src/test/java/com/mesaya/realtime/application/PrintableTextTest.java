package com.mesaya.realtime.application;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTest {

    @Test
    void leavesWhatCanBePrinted() {
        assertThat(PrintableText.of("auth0|5f7c-8ec7_A.B@mesaya.ec")).isEqualTo("auth0|5f7c-8ec7_A.B@mesaya.ec");
    }

    @Test
    void makesNoSecondLineAndNoSecondWord() {
        assertThat(PrintableText.of("a\nb\rc d\te\u001b[31m\"\\ñ\u2028")).isEqualTo("a?b?c?d?e?[31m????");
    }

    @Test
    void isShort() {
        assertThat(PrintableText.of("x".repeat(1000))).hasSize(128);
    }
}
