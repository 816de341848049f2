package com.mesaya.realtime.infrastructure.section;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - SECOND);
    private final Silence<String> silence = new Silence<>(Duration.ofSeconds(60), nanoTime::get);

    @Test
    void givesAQuestionUpAfterSoLong() {
        long first = nanoTime.get();

        assertThat(after(59, first, first)).isFalse();
        assertThat(after(1, first, first)).isTrue();
    }

    @Test
    void givesLaterQuestionsUpAtOnceIfNothingWasAnsweredForSoLong() {
        long first = nanoTime.get();
        assertThat(after(60, first, first)).isTrue();
        long later = nanoTime.get();

        assertThat(after(5, later, later)).isTrue();
    }

    @Test
    void isPatientAgainAfterAnAnswer() {
        long first = nanoTime.get();
        assertThat(after(60, first, first)).isTrue();
        silence.answered("section");
        long later = nanoTime.get();

        assertThat(after(5, later, later)).isFalse();
    }

    @Test
    void isPatientWithTheOthersWhileOneQuestionIsNeverAnswered() {
        long first = nanoTime.get();
        nanoTime.addAndGet(57 * SECOND);
        silence.answered("section");
        assertThat(silence.isTooLong("section", first, nanoTime.get() - SECOND)).isFalse();
        nanoTime.addAndGet(10 * SECOND);

        assertThat(silence.isTooLong("section", first, nanoTime.get() - SECOND)).isTrue();
        assertThat(silence.isTooLong("section", nanoTime.get() - SECOND, nanoTime.get() - SECOND))
                .isFalse();
    }

    @Test
    void isKeptForEachAlone() {
        long first = nanoTime.get();
        assertThat(after(60, first, first)).isTrue();

        assertThat(silence.isTooLong("other", nanoTime.get(), nanoTime.get())).isFalse();
    }

    private boolean after(int seconds, long firstNanos, long lastNanos) {
        nanoTime.addAndGet(seconds * SECOND);
        return silence.isTooLong("section", firstNanos, lastNanos);
    }
}
