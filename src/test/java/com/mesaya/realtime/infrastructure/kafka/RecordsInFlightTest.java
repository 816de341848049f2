package com.mesaya.realtime.infrastructure.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecordsInFlightTest {

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
    private final RecordsInFlight records = new RecordsInFlight(nanoTime::get);
    private final CompletableFuture<String> silentSection = new CompletableFuture<>();

    @Test
    void growsOlderWhileASectionDoesNotAnswerAndIsNothingOnceItDoes() {
        assertThat(records.oldest()).isZero();
        CompletionStage<String> handled = records.follow(() -> silentSection);

        pass(Duration.ofSeconds(20));
        assertThat(records.oldest()).isEqualTo(Duration.ofSeconds(20));

        silentSection.complete("decided");
        assertThat(records.oldest()).isZero();
        assertThat(handled).isCompletedWithValue("decided");
    }

    @Test
    void isOfTheOldestWhateverIsDoneMeanwhile() {
        records.follow(() -> silentSection);
        pass(Duration.ofSeconds(1));
        var quick = new CompletableFuture<String>();
        records.follow(() -> quick);
        pass(Duration.ofSeconds(2));

        quick.complete("decided");
        assertThat(records.oldest()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void tellsTwoThatWereReadAtTheSameMomentApart() {
        var quick = new CompletableFuture<String>();
        records.follow(() -> silentSection);
        records.follow(() -> quick);
        pass(Duration.ofSeconds(1));

        quick.complete("decided");

        assertThat(records.oldest()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void forgetsWhatFailed() {
        records.follow(() -> silentSection);
        CompletionStage<String> thrown = records.follow(() -> {
            throw new IllegalStateException("no way");
        });
        pass(Duration.ofSeconds(1));

        silentSection.completeExceptionally(new IllegalStateException("the stream ends"));

        assertThat(thrown).isCompletedExceptionally();
        assertThat(records.oldest()).isZero();
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }
}
