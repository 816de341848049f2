package com.mesaya.realtime.infrastructure.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class LogbackLevelsTest {

    private static final String OURS = "com.mesaya.realtime.infrastructure.logging.levels";

    private final LogbackLevels levels = new LogbackLevels();

    @Test
    void changesHowMuchIsLogged() {
        assertThat(levels.set(OURS, "debug")).isTrue();
        assertThat(LoggerFactory.getLogger(OURS + ".below").isDebugEnabled()).isTrue();
        assertThat(levels.levelOf(OURS)).contains("DEBUG");

        assertThat(levels.set(OURS, "ERROR")).isTrue();
        assertThat(LoggerFactory.getLogger(OURS).isWarnEnabled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ROOT",
                "com",
                "org.apache.pekko",
                "org.apache.kafka",
                "com.mesayax",
                "com.mesaya.",
                "com.mesaya.a b"
            })
    void leavesOtherLoggersAlone(String logger) {
        assertThat(levels.set(logger, "trace")).isFalse();
        assertThat(levels.levelOf(logger)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "off", "all", "verbose"})
    void knowsNoOtherLevels(String level) {
        assertThat(levels.set(OURS + ".other", level)).isFalse();
    }
}
