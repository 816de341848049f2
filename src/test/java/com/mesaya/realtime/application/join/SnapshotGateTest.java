package com.mesaya.realtime.application.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.net.InetAddresses;
import com.mesaya.realtime.application.join.SnapshotSource.Answer;
import com.mesaya.realtime.application.join.SnapshotSource.Postponed;
import com.mesaya.realtime.application.join.SnapshotSource.Unavailable;
import com.mesaya.realtime.domain.ErrorCode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SnapshotGateTest {

    private static final Answer ANSWER = new Unavailable(ErrorCode.SECTION_NOT_FOUND);
    private static final Answer TURNED_AWAY = new Unavailable(ErrorCode.SNAPSHOT_UNAVAILABLE);
    private static final Duration PATIENT = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofMinutes(30);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final InetAddress CLIENT = InetAddresses.forString("192.0.2.1");
    private static final InetAddress OTHER_CLIENT = InetAddresses.forString("192.0.2.2");

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

    @Test
    void asksAgainAfterThePauseThatWasAskedFor() {
        SnapshotGate gate = gate(1, 1, PATIENT);
        CompletionStage<Answer> asked = ask(gate);
        long postponedAt = System.nanoTime();

        underWay.get(0).complete(new Postponed(SHORT, false));

        assertThat(gate.waiting()).isEqualTo(1);
        await().until(() -> underWay.size() == 2);
        assertThat(System.nanoTime() - postponedAt).isGreaterThanOrEqualTo(SHORT.toNanos());
        underWay.get(1).complete(ANSWER);
        assertThat(asked).isCompletedWithValue(ANSWER);
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void letsOthersPassWhileOneAddressHasToWait() {
        SnapshotGate gate = gate(1, 10, PATIENT);
        ask(gate);
        CompletionStage<Answer> sameAddress = ask(gate);
        CompletionStage<Answer> otherAddress = ask(gate, OTHER_CLIENT, new CompletableFuture<>());

        underWay.get(0).complete(new Postponed(LONG, false));

        assertThat(underWay).hasSize(2);
        underWay.get(1).complete(ANSWER);
        assertThat(otherAddress).isCompletedWithValue(ANSWER);
        assertThat(sameAddress.toCompletableFuture()).isNotDone();
        assertThat(gate.waiting()).isEqualTo(2);
    }

    @Test
    void letsNobodyPassInAPauseForEverybody() {
        SnapshotGate gate = gate(1, 10, PATIENT);
        ask(gate);

        underWay.get(0).complete(new Postponed(LONG, true));
        ask(gate, OTHER_CLIENT, new CompletableFuture<>());

        assertThat(underWay).hasSize(1);
        assertThat(gate.waiting()).isEqualTo(2);
    }

    @Test
    void turnsAwayAtOnceWhoWouldWaitInVain() {
        SnapshotGate gate = gate(1, 10, LONG);
        CompletionStage<Answer> asked = ask(gate);

        underWay.get(0).complete(new Postponed(LONG.plusSeconds(1), false));

        assertThat(asked).isCompletedWithValue(TURNED_AWAY);
        assertThat(ask(gate)).isCompletedWithValue(TURNED_AWAY);
        ask(gate, OTHER_CLIENT, new CompletableFuture<>());
        assertThat(underWay).hasSize(2);
    }

    @Test
    void forgetsWhoGoesAwayInAPause() {
        SnapshotGate gate = gate(1, 10, PATIENT);
        var gone = new CompletableFuture<Void>();
        CompletionStage<Answer> leaving = ask(gate, gone);
        underWay.get(0).complete(new Postponed(LONG, false));

        gone.complete(null);

        assertThat(leaving).isCompletedWithValue(TURNED_AWAY);
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void keepsThePace() {
        var turns = new AtomicInteger(1);
        SnapshotGate.Pace pace = () -> turns.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? Duration.ZERO : SHORT;
        var gate = new SnapshotGate(new SnapshotGate.Limits(10, 10, PATIENT), pace, Runnable::run);

        ask(gate);
        ask(gate);
        ask(gate);

        assertThat(underWay).hasSize(1);
        assertThat(gate.waiting()).isEqualTo(2);
        turns.set(2);
        await().until(() -> underWay.size() == 3);
    }

    private SnapshotGate gate(int concurrent, int waiting, Duration patience) {
        return gate(concurrent, waiting, patience, Runnable::run);
    }

    private SnapshotGate gate(int concurrent, int waiting, Duration patience, Executor executor) {
        return new SnapshotGate(
                new SnapshotGate.Limits(concurrent, waiting, patience), SnapshotGate.Pace.ANY, executor);
    }

    private CompletionStage<Answer> ask(SnapshotGate gate) {
        return ask(gate, new CompletableFuture<>());
    }

    private CompletionStage<Answer> ask(SnapshotGate gate, CompletionStage<?> gone) {
        return ask(gate, CLIENT, gone);
    }

    private CompletionStage<Answer> ask(SnapshotGate gate, InetAddress client, CompletionStage<?> gone) {
        return gate.pass(
                client,
                () -> {
                    var answer = new CompletableFuture<Answer>();
                    underWay.add(answer);
                    return answer.thenApply(given -> given instanceof Postponed postponed
                            ? new SnapshotGate.Again<>(postponed)
                            : new SnapshotGate.Done<>(given));
                },
                TURNED_AWAY,
                gate.beginWait(gone));
    }
}
