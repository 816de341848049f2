package com.mesaya.realtime.transport.admission;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void letsAFewGoAtOnce() {
        var pace = new Pace(500);
        assertThat(IntStream.range(0, 50).mapToObj(turn -> pace.turn().toCompletableFuture()))
                .allMatch(CompletableFuture::isDone);
    }

    @Test
    void makesTheOthersWaitForTheirTurn() {
        long begunNanos = System.nanoTime();
        var pace = new Pace(1);
        pace.turn();
        CompletableFuture<Void> second = pace.turn().toCompletableFuture();
        CompletableFuture<Void> third = pace.turn().toCompletableFuture();

        assertThat(second).succeedsWithin(PATIENCE);
        assertThat(Duration.ofNanos(System.nanoTime() - begunNanos)).isGreaterThan(Duration.ofMillis(900));
        assertThat(third).succeedsWithin(PATIENCE);
        assertThat(Duration.ofNanos(System.nanoTime() - begunNanos)).isGreaterThan(Duration.ofMillis(1_900));
    }
}
