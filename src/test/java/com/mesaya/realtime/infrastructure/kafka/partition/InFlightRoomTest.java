package com.mesaya.realtime.infrastructure.kafka.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InFlightRoomTest {

    private static final int LEAST_RECORDS = 4096;
    private static final int MOST_RECORDS = 32_768;

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
    private final InFlightRoom room = new InFlightRoom(100, MOST_RECORDS, nanoTime::get);

    @Test
    void letsRecordsInAsLongAsThereIsRoom() {
        assertThat(enters(room.enter(60))).isTrue();
        assertThat(enters(room.enter(40))).isTrue();
        assertThat(enters(room.enter(1))).isFalse();
    }

    @Test
    void letsTheNextRecordInWhenOthersHaveLeftEnoughRoom() {
        room.enter(60);
        room.enter(40);
        CompletionStage<Void> next = room.enter(50);

        room.leave(40);
        assertThat(enters(next)).isFalse();
        room.leave(60);
        assertThat(enters(next)).isTrue();

        assertThat(enters(room.enter(51))).isFalse();
    }

    @Test
    void letsALargeRecordGoAlone() {
        room.enter(1);
        CompletionStage<Void> large = room.enter(1000);
        assertThat(enters(large)).isFalse();

        room.leave(1);
        assertThat(enters(large)).isTrue();
        CompletionStage<Void> next = room.enter(1);
        assertThat(enters(next)).isFalse();
        room.leave(1000);
        assertThat(enters(next)).isTrue();
    }

    @Test
    void letsOneRecordWaitAtATime() {
        room.enter(100);
        room.enter(1);

        assertThatIllegalStateException().isThrownBy(() -> room.enter(1));
    }

    @Test
    void letsFewRecordsInAtFirst() {
        assertThat(entering()).isEqualTo(LEAST_RECORDS);
    }

    @Test
    void letsAsManyRecordsInAsTheNodeDecidesOnInFourSeconds() {
        decide(3_000, Duration.ofSeconds(1));
        assertThat(entering()).isEqualTo(12_000);
    }

    @Test
    void letsNoMoreRecordsInThanTheLimit() {
        decide(20_000, Duration.ofSeconds(1));
        assertThat(entering()).isEqualTo(MOST_RECORDS);
    }

    @Test
    void letsFewRecordsInOnASlowNode() {
        decide(20_000, Duration.ofSeconds(1));
        decide(20_000, Duration.ofSeconds(60));
        assertThat(entering()).isEqualTo(LEAST_RECORDS);
    }

    @Test
    void letsTheWaitingRecordInWhenItHasGrown() {
        for (int record = 0; record < LEAST_RECORDS; record++) {
            room.enter(0);
        }
        CompletionStage<Void> next = room.enter(0);
        assertThat(enters(next)).isFalse();

        room.leave(0);
        assertThat(enters(next)).isTrue();
    }

    @Test
    void neverLetsMoreRecordsInThanASmallLimit() {
        var small = new InFlightRoom(100, 2, nanoTime::get);

        assertThat(enters(small.enter(1))).isTrue();
        assertThat(enters(small.enter(1))).isTrue();
        assertThat(enters(small.enter(1))).isFalse();
    }

    private void decide(int records, Duration time) {
        for (int record = 1; record < records; record++) {
            room.enter(0);
            room.leave(0);
        }
        nanoTime.addAndGet(time.toNanos());
        room.enter(0);
        room.leave(0);
    }

    private int entering() {
        int entered = 0;
        while (enters(room.enter(0))) {
            entered++;
        }
        return entered;
    }

    private static boolean enters(CompletionStage<Void> stage) {
        return stage.toCompletableFuture().isDone();
    }
}
