package com.mesaya.realtime.infrastructure.kafka.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class InFlightBytesTest {

    private final InFlightBytes bytes = new InFlightBytes(100);

    @Test
    void letsRecordsInAsLongAsThereIsRoom() {
        assertThat(enters(bytes.enter(60))).isTrue();
        assertThat(enters(bytes.enter(40))).isTrue();
        assertThat(enters(bytes.enter(1))).isFalse();
    }

    @Test
    void letsTheNextRecordInWhenOthersHaveLeftEnoughRoom() {
        bytes.enter(60);
        bytes.enter(40);
        CompletionStage<Void> next = bytes.enter(50);

        bytes.leave(40);
        assertThat(enters(next)).isFalse();
        bytes.leave(60);
        assertThat(enters(next)).isTrue();

        assertThat(enters(bytes.enter(51))).isFalse();
    }

    @Test
    void letsALargeRecordGoAlone() {
        bytes.enter(1);
        CompletionStage<Void> large = bytes.enter(1000);
        assertThat(enters(large)).isFalse();

        bytes.leave(1);
        assertThat(enters(large)).isTrue();
        CompletionStage<Void> next = bytes.enter(1);
        assertThat(enters(next)).isFalse();
        bytes.leave(1000);
        assertThat(enters(next)).isTrue();
    }

    @Test
    void letsOneRecordWaitAtATime() {
        bytes.enter(100);
        bytes.enter(1);

        assertThatIllegalStateException().isThrownBy(() -> bytes.enter(1));
    }

    private static boolean enters(CompletionStage<Void> stage) {
        return stage.toCompletableFuture().isDone();
    }
}
