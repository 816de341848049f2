package com.mesaya.realtime.transport;

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
        var pace = new Pace(1);
        pace.turn();
        CompletableFuture<Void> second = pace.turn().toCompletableFuture();
        CompletableFuture<Void> third = pace.turn().toCompletableFuture();
        assertThat(second).isNotDone();
        assertThat(second).succeedsWithin(Duration.ofSeconds(10));
        assertThat(third).isNotDone().succeedsWithin(Duration.ofSeconds(10));
    }
}
