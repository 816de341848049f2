package com.mesaya.realtime.infrastructure.section.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AwakeBucketsTest {

    private final AwakeBuckets buckets = new AwakeBuckets(2);

    @Test
    void areAwakeOnceAllHaveAnswered() {
        buckets.beginRound();
        buckets.add(0);
        buckets.add(0);
        assertThat(buckets.areAwake()).isFalse();
        assertThat(buckets.wereAwake()).isFalse();

        buckets.add(1);

        assertThat(buckets.areAwake()).isTrue();
        assertThat(buckets.wereAwake()).isTrue();
    }

    @Test
    void areNotAwakeWhenOneIsSilentForARound() {
        allAnswer();
        buckets.beginRound();
        buckets.add(1);
        assertThat(buckets.areAwake()).isTrue();

        buckets.beginRound();

        assertThat(buckets.areAwake()).isFalse();
        assertThat(buckets.wereAwake()).isTrue();
    }

    @Test
    void areAwakeAgainOnceTheSilentOneAnswers() {
        allAnswer();
        buckets.beginRound();
        buckets.add(1);
        buckets.beginRound();
        buckets.add(1);
        buckets.beginRound();
        assertThat(buckets.areAwake()).isFalse();

        buckets.add(0);

        assertThat(buckets.areAwake()).isTrue();
    }

    private void allAnswer() {
        buckets.beginRound();
        buckets.add(0);
        buckets.add(1);
    }
}
