package com.mesaya.realtime.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** 100 events/s are asked for, from second 1 to second 2. */
class PublicationTest {

    private final Publication publication = new Publication(100, 1_000_000, Duration.ofSeconds(1));

    @Test
    void countsWhatTheBrokerGotInTheWindow() {
        acknowledge(300, 10_000, 2_000);

        assertThat(publication.eventsPerSecond()).isEqualTo(100);
        assertThat(publication.p99Ms()).isBetween(2.0, 2.01);
        assertThat(publication.keptUp()).isTrue();
    }

    @Test
    void didNotKeepUpWhenTheBrokerGotLessThanWasAskedFor() {
        acknowledge(300, 11_000, 0);

        assertThat(publication.eventsPerSecond()).isBetween(90.0, 92.0);
        assertThat(publication.keptUp()).isFalse();
    }

    @Test
    void didNotKeepUpWhenAllCameButLate() {
        acknowledge(300, 10_000, 300_000);

        assertThat(publication.eventsPerSecond()).isEqualTo(100);
        assertThat(publication.keptUp()).isFalse();
    }

    private void acknowledge(int events, long microsBetween, long delayMicros) {
        for (int index = 0; index < events; index++) {
            publication.acknowledged(index * microsBetween, index * microsBetween + delayMicros);
        }
    }
}
