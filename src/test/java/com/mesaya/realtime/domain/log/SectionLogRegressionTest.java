package com.mesaya.realtime.domain.log;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EventNature;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Example;
import org.jspecify.annotations.Nullable;

/** Sequences that the properties have found a log to get wrong. */
class SectionLogRegressionTest {

    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final BatchLimits ALL = new BatchLimits(100, 10_000);

    @Example
    void tellsOfAReleaseHoweverLateSomeoneReads() {
        var run = run(1, 1, ofSeconds(1));

        run.perform(List.of(
                hold(A, FIVE_MINUTES),
                new LogStep.Join(0),
                new LogStep.Fetch(0, 10, ALL),
                release(A),
                state(B, 1, 1),
                new LogStep.Fetch(0, 10, ALL)));

        assertThat(lastAnswer(run)).isEqualTo(Fetched.OutOfReach.INSTANCE);
    }

    @Example
    void tellsOfAReleaseEvenIfItLapses() {
        var run = run(10, 10, ofSeconds(100));

        run.perform(
                List.of(hold(A, FIVE_MINUTES), new LogStep.Append(A, EventNature.RELEASE, null, 1, Duration.ZERO, 0)));

        assertThat(outcomes(run)).containsExactly(AppendOutcome.APPENDED, AppendOutcome.APPENDED);
    }

    @Example
    void neverLapsesWhatIsNoHold() {
        var run = run(10, 10, ofSeconds(100));

        run.perform(List.of(new LogStep.Append(A, EventNature.STATE, 1, 1, Duration.ZERO, 0)));

        assertThat(outcomes(run)).containsExactly(AppendOutcome.APPENDED);
    }

    @Example
    void refusesTheRecordOfADuplicateThatComesAgainAfterTheEntityHasChanged() {
        var run = run(10, 10, ofSeconds(100));

        run.perform(List.of(state(A, 5, 1), state(A, 5, 1), state(A, 5, 2), new LogStep.Redeliver(1)));

        assertThat(outcomes(run))
                .containsExactly(
                        AppendOutcome.APPENDED,
                        AppendOutcome.DUPLICATE,
                        AppendOutcome.APPENDED,
                        AppendOutcome.DUPLICATE);
    }

    @Example
    void bringsNothingBackThatWasDeletedBeforeTheLogForgotIt() {
        var run = run(1, 1, Duration.ZERO);

        run.perform(List.of(
                state(A, 8, 1), deletion(A, 8), state(B, 9, 1), state(C, 10, 1), state(A, 3, 1), state(A, 7, 2)));

        assertThat(outcomes(run).subList(4, 6)).containsExactly(AppendOutcome.UNDECIDABLE, AppendOutcome.UNDECIDABLE);
    }

    @Example
    void rememberedVersionsAreNotUndoneByAnEventWithoutOne() {
        var run = run(1, 1, ofSeconds(100));

        run.perform(List.of(state(A, 8, 1), state(B, 1, 1), state(A, null, 2), state(A, 3, 3)));

        assertThat(outcomes(run).get(3)).isEqualTo(AppendOutcome.UNDECIDABLE);
    }

    @Example
    void aDeletionRulesOnAfterAnEventWithoutAVersion() {
        var run = run(10, 10, ofSeconds(100));

        run.perform(List.of(state(A, 5, 1), deletion(A, 5), state(A, null, 2), state(A, 5, 3)));

        assertThat(outcomes(run).get(3)).isEqualTo(AppendOutcome.STALE);
    }

    @Example
    void forgettingAHoldMakesNoStateUndecidable() {
        var run = run(1, 1, ofSeconds(100));

        run.perform(List.of(
                new LogStep.Append(A, EventNature.HOLD, 8, 1, FIVE_MINUTES, 0), state(B, 3, 1), state(C, 2, 1)));

        assertThat(outcomes(run).get(2)).isEqualTo(AppendOutcome.APPENDED);
    }

    @Example
    void remembersADeletionAsLongAsTheTableIsHeld() {
        var run = run(1, 10, ofSeconds(2));

        run.perform(List.of(deletion(A, 5), new LogStep.Wait(ofSeconds(9)), hold(A, FIVE_MINUTES), state(B, 6, 1)));

        assertThat(run.log().holdsAlive(run.now())).isEmpty();
    }

    @Example
    void forgetsNoHoldOfADeletedTableInSilence() {
        var run = run(1, 2, ofSeconds(100));

        run.perform(List.of(
                new LogStep.Join(0),
                hold(A, FIVE_MINUTES),
                deletion(A, 5),
                state(B, 6, 1),
                state(A, 7, 1),
                new LogStep.Fetch(0, 10, ALL)));

        assertThat(lastAnswer(run)).isEqualTo(Fetched.OutOfReach.INSTANCE);
    }

    private static LogRun run(int window, int maxEntities, Duration tombstoneRetention) {
        return new LogRun(
                new LogLimits(window, Duration.ofDays(1), window, maxEntities, 10_000, tombstoneRetention),
                OverflowPolicy.CONFLATE);
    }

    private static LogStep state(int entity, @Nullable Integer version, int payload) {
        return new LogStep.Append(entity, EventNature.STATE, version, payload, null, 0);
    }

    private static LogStep deletion(int entity, int version) {
        return new LogStep.Append(entity, EventNature.DELETION, version, 1, null, 0);
    }

    private static LogStep hold(int entity, Duration expiresIn) {
        return new LogStep.Append(entity, EventNature.HOLD, null, 1, expiresIn, 0);
    }

    private static LogStep release(int entity) {
        return new LogStep.Append(entity, EventNature.RELEASE, null, 1, null, 0);
    }

    private static List<AppendOutcome> outcomes(LogRun run) {
        return run.decisions().stream().map(LogRun.Decision::taken).toList();
    }

    private static Fetched lastAnswer(LogRun run) {
        return run.answers().get(run.answers().size() - 1).fetched();
    }
}
