package com.mesaya.realtime.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.application.SnapshotSource.Answer;
import com.mesaya.realtime.application.SnapshotSource.Unavailable;
import com.mesaya.realtime.domain.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class SnapshotGateTest {

    private static final Answer ANSWER = new Unavailable(ErrorCode.SECTION_NOT_FOUND);
    private static final Answer TURNED_AWAY = new Unavailable(ErrorCode.SNAPSHOT_UNAVAILABLE);
    private static final Duration PATIENT = Duration.ofHours(1);

    private final List<CompletableFuture<Answer>> underWay = Collections.synchronizedList(new ArrayList<>());

    @Test
    void letsOnlySoManyPassAtOnce() {
        SnapshotGate gate = gate(2, 10, PATIENT);

        CompletionStage<Answer> first = ask(gate);
        ask(gate);
        CompletionStage<Answer> third = ask(gate);

        assertThat(underWay).hasSize(2);
        assertThat(gate.waiting()).isEqualTo(1);
        underWay.get(0).complete(ANSWER);
        assertThat(first).isCompletedWithValue(ANSWER);
        assertThat(underWay).hasSize(3);
        assertThat(gate.waiting()).isZero();
        underWay.get(2).complete(ANSWER);
        assertThat(third).isCompletedWithValue(ANSWER);
    }

    @Test
    void turnsAwayWhoFindsTooManyWaiting() {
        SnapshotGate gate = gate(1, 1, PATIENT);
        ask(gate);
        ask(gate);

        assertThat(ask(gate)).isCompletedWithValue(TURNED_AWAY);
    }

    @Test
    void turnsAwayWhoWaitsTooLongAndMakesRoomForOthers() {
        SnapshotGate gate = gate(1, 1, Duration.ofMillis(1));
        ask(gate);

        CompletionStage<Answer> impatient = ask(gate);

        await().untilAsserted(() -> assertThat(impatient).isCompletedWithValue(TURNED_AWAY));
        CompletionStage<Answer> next = ask(gate);
        await().untilAsserted(() -> assertThat(next).isCompletedWithValue(TURNED_AWAY));
        assertThat(underWay).hasSize(1);
    }

    @Test
    void skipsWhoIsGoneWhenItsTurnComes() {
        SnapshotGate gate = gate(1, 100_000, PATIENT, ForkJoinPool.commonPool());
        ask(gate);
        await().until(() -> underWay.size() == 1);
        for (int gone = 0; gone < 1_000; gone++) {
            ask(gate, CompletableFuture.completedStage(null));
        }
        CompletionStage<Answer> last = ask(gate);

        underWay.get(0).complete(ANSWER);

        await().until(() -> underWay.size() == 2);
        underWay.get(1).complete(ANSWER);
        assertThat(last.toCompletableFuture().join()).isEqualTo(ANSWER);
    }

    @Test
    void givesTheTurnOfWhoGoesAwayToOthers() {
        SnapshotGate gate = gate(1, 1, PATIENT);
        ask(gate);
        var gone = new CompletableFuture<Void>();
        CompletionStage<Answer> leaving = ask(gate, gone);

        gone.complete(null);

        assertThat(leaving).isCompletedWithValue(TURNED_AWAY);
        assertThat(ask(gate).toCompletableFuture()).isNotDone();
    }

    @Test
    void keepsNoPlaceAfterAFailure() {
        SnapshotGate gate = gate(1, 1, PATIENT);
        CompletionStage<Answer> failing = ask(gate);

        underWay.get(0).completeExceptionally(new IllegalStateException("broken"));

        assertThat(failing).isCompletedExceptionally();
        ask(gate);
        assertThat(underWay).hasSize(2);
    }

    private SnapshotGate gate(int concurrent, int waiting, Duration patience) {
        return gate(concurrent, waiting, patience, Runnable::run);
    }

    private SnapshotGate gate(int concurrent, int waiting, Duration patience, Executor executor) {
        return new SnapshotGate(new SnapshotGate.Limits(concurrent, waiting, patience), executor);
    }

    private CompletionStage<Answer> ask(SnapshotGate gate) {
        return ask(gate, new CompletableFuture<>());
    }

    private CompletionStage<Answer> ask(SnapshotGate gate, CompletionStage<?> gone) {
        return gate.pass(
                () -> {
                    var answer = new CompletableFuture<Answer>();
                    underWay.add(answer);
                    return answer;
                },
                TURNED_AWAY,
                gone);
    }
}
