package com.mesaya.realtime.infrastructure.section.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AwakeBucketsTest {

    private final AwakeBuckets buckets = new AwakeBuckets(3);

    @Test
    void areAwakeOnceAllHaveAnswered() {
        round(0, 1, 1);
        assertThat(buckets.silent()).containsExactly(2);
        assertThat(buckets.wereAwake()).isFalse();

        buckets.add(2);

        assertThat(buckets.silent()).isEmpty();
        assertThat(buckets.wereAwake()).isTrue();
    }

    @Test
    void areSilentAfterARoundWithoutAnAnswer() {
        round(0, 1, 2);
        round(1);
        assertThat(buckets.silent()).isEmpty();

        buckets.beginRound();

        assertThat(buckets.silent()).containsExactly(0, 2);
        assertThat(buckets.wereAwake()).isTrue();
    }

    @Test
    void areAwakeAgainOnlyIfTheOthersStillAnswer() {
        round(0, 1, 2);
        round(1, 2);
        round(1);
        round(1);
        assertThat(buckets.silent()).containsExactly(0, 2);

        buckets.add(0);
        assertThat(buckets.silent()).containsExactly(2);
        buckets.add(2);

        assertThat(buckets.silent()).isEmpty();
    }

    private void round(int... answering) {
        buckets.beginRound();
        IntStream.of(answering).forEach(buckets::add);
    }
}
