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
import org.junit.jupiter.api.Test;

class FailingRecordsTest {

    private static final Origin ORIGIN = new Origin("mesa-ya.tables.updated", 0, 17, null);
    private static final Outcome APPENDED = new Routed(AppendOutcome.APPENDED);
    private static final Duration MOST = Duration.ofMinutes(5);

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
    private final FailingRecords failing = new FailingRecords(MOST, nanoTime::get);

    @Test
    void passesOnWhatWasDecided() {
        assertThat(failing.bound(ORIGIN, CompletableFuture.completedStage(APPENDED)))
                .isCompletedWithValue(APPENDED);
    }

    @Test
    void rejectsARecordThatStillFailsAfterAWhile() {
        assertThat(fail()).isCompletedExceptionally();
        pass(MOST.minusNanos(1));
        assertThat(fail()).isCompletedExceptionally();
        pass(Duration.ofNanos(1));

        assertThat(fail()).isCompletedWithValue(new Rejected(ErrorCode.INTERNAL));
    }

    @Test
    void countsAnewAfterASuccess() {
        assertThat(fail()).isCompletedExceptionally();
        failing.bound(ORIGIN, CompletableFuture.completedStage(APPENDED));
        pass(MOST);

        assertThat(fail()).isCompletedExceptionally();
    }

    @Test
    void forgetsAFailureThatIsLongAgo() {
        assertThat(fail()).isCompletedExceptionally();
        pass(MOST.multipliedBy(2));

        assertThat(fail()).isCompletedExceptionally();
    }

    private CompletionStage<Outcome> fail() {
        return failing.bound(ORIGIN, CompletableFuture.failedStage(new IllegalStateException("no way")));
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }
}
