package com.mesaya.realtime.infrastructure.kafka.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.topic.TopicHandler.Outcome;
import com.mesaya.realtime.application.topic.TopicHandler.Rejected;
import com.mesaya.realtime.application.topic.TopicHandler.Routed;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.log.AppendOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RecordsInFlightTest {

    private static final Origin ORIGIN = new Origin("mesa-ya.tables.updated", 0, 17, null);
    private static final Outcome APPENDED = new Routed(AppendOutcome.APPENDED);
    private static final Duration STUCK_AFTER = Duration.ofSeconds(15);
    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(5);

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
    private final RecordsInFlight records = new RecordsInFlight(STUCK_AFTER, GIVE_UP_AFTER, nanoTime::get);
    private final CompletableFuture<Outcome> silentSection = new CompletableFuture<>();

    @Test
    void growsOlderWhileASectionDoesNotAnswerAndIsNothingOnceItDoes() {
        assertThat(records.oldest()).isZero();
        CompletionStage<Outcome> handled = follow(() -> silentSection);

        pass(Duration.ofSeconds(20));
        assertThat(records.oldest()).isEqualTo(Duration.ofSeconds(20));

        silentSection.complete(APPENDED);
        assertThat(records.oldest()).isZero();
        assertThat(handled).isCompletedWithValue(APPENDED);
    }

    @Test
    void isOfTheOldestWhateverIsDoneMeanwhile() {
        follow(() -> silentSection);
        pass(Duration.ofSeconds(1));
        var quick = new CompletableFuture<Outcome>();
        follow(() -> quick);
        pass(Duration.ofSeconds(2));

        quick.complete(APPENDED);
        assertThat(records.oldest()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void tellsTwoThatWereReadAtTheSameMomentApart() {
        var quick = new CompletableFuture<Outcome>();
        follow(() -> silentSection);
        follow(() -> quick);
        pass(Duration.ofSeconds(1));

        quick.complete(APPENDED);

        assertThat(records.oldest()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void forgetsWhatFailed() {
        follow(() -> silentSection);
        CompletionStage<Outcome> thrown = follow(() -> {
            throw new IllegalStateException("no way");
        });
        pass(Duration.ofSeconds(1));

        silentSection.completeExceptionally(new IllegalStateException("the stream ends"));

        assertThat(thrown).isCompletedExceptionally();
        assertThat(records.oldest()).isZero();
    }

    @Test
    void forgetsARecordOverWhichAnErrorIsThrown() {
        CompletionStage<Outcome> thrown = follow(() -> {
            throw new AssertionError("no way");
        });

        assertThat(thrown).isCompletedExceptionally();
        assertThat(records.oldest()).isZero();
    }

    @Test
    void countsUntilWhatFollowsFromTheDecisionIsDone() {
        var deadLetter = new CompletableFuture<Void>();
        records.follow(ORIGIN, () -> CompletableFuture.completedStage(APPENDED), outcome -> deadLetter);

        pass(Duration.ofSeconds(2));
        assertThat(records.oldest()).isEqualTo(Duration.ofSeconds(2));

        deadLetter.complete(null);
        assertThat(records.oldest()).isZero();
    }

    @Test
    void isDegradedAfterAWhileAndNamesTheRecord() {
        follow(() -> silentSection);

        pass(STUCK_AFTER.minusNanos(1));
        assertThat(records.degradedWithout()).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(records.degradedWithout()).containsExactly("mesa-ya.tables.updated-0@17 to be dealt with");
        assertThat(records.waitsFor()).isEmpty();

        silentSection.complete(APPENDED);
        assertThat(records.degradedWithout()).isEmpty();
    }

    @Test
    void rejectsWhatNobodyDecidesOnInTimeAndNothingThatIsYounger() {
        CompletionStage<Outcome> stuck = follow(() -> silentSection);
        pass(Duration.ofNanos(1));
        CompletionStage<Outcome> younger = follow(() -> silentSection);

        pass(GIVE_UP_AFTER.minusNanos(2));
        records.giveUp();
        assertThat(stuck.toCompletableFuture()).isNotDone();
        pass(Duration.ofNanos(1));
        records.giveUp();

        assertThat(stuck).isCompletedWithValue(new Rejected(ErrorCode.INTERNAL));
        assertThat(younger.toCompletableFuture()).isNotDone();
        silentSection.complete(APPENDED);
        assertThat(younger).isCompletedWithValue(APPENDED);
    }

    private CompletionStage<Outcome> follow(Supplier<CompletionStage<Outcome>> deciding) {
        return records.follow(ORIGIN, deciding, CompletableFuture::completedStage);
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }
}
