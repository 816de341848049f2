package com.mesaya.realtime.domain.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of every log, whatever its limits evict and however its readers fetch. */
class SectionLogPropertiesTest {

    @Property
    void whoeverCatchesUpSeesTheSectionAsItIs(
            @ForAll("tightLimits") LogLimits limits, @ForAll("steps") List<LogStep> steps) {
        var run = new LogRun(limits, OverflowPolicy.CONFLATE);

        run.whenCaughtUp(reader -> {
                    var state = new HashMap<EntityKey, Frame>();
                    run.model().state().forEach((entity, event) -> state.put(entity, event.frame()));
                    assertThat(reader.view()).isEqualTo(state);
                })
                .perform(steps);
    }

    @Property
    void whoeverCatchesUpKnowsTheHolds(@ForAll("tightLimits") LogLimits limits, @ForAll("steps") List<LogStep> steps) {
        var run = new LogRun(limits, OverflowPolicy.CONFLATE);

        run.whenCaughtUp(reader -> {
                    List<SectionEvent> believed = reader.holds(run.now());
                    assertThat(believed).containsAll(run.model().holds(run.now()));
                    assertThat(believed)
                            .allSatisfy(hold ->
                                    assertThat(isHeldOrLapsedUnseen(run, hold)).isTrue());
                })
                .perform(steps);
    }

    @Property
    void nobodyIsToldTheVersionBeforeTheOneTheyKnow(
            @ForAll("tightLimits") LogLimits limits,
            @ForAll OverflowPolicy policy,
            @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, policy).perform(steps);

        for (LogReader reader : run.places()) {
            assertNoRegress(
                    Map.of(), reader.told().stream().map(LogEntry::event).toList());
            assertNoRegress(reader.snapshotVersions(), reader.passed());
        }
    }

    @Property
    void batchesComeInOrderFromTheCursorToTheNext(
            @ForAll("tightLimits") LogLimits limits,
            @ForAll OverflowPolicy policy,
            @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, policy).perform(steps);

        for (LogRun.Answer answer : run.answers()) {
            if (answer.fetched() instanceof Fetched.Batch batch) {
                List<Long> sequences =
                        batch.entries().stream().map(LogEntry::sequence).toList();
                assertThat(sequences)
                        .isSorted()
                        .doesNotHaveDuplicates()
                        .allMatch(told -> told > answer.from().sequence()
                                && told <= batch.next().sequence());
                assertThat(batch.next().sequence()).isBetween(answer.from().sequence(), answer.head());
                assertThat(batch.next().epoch()).isEqualTo(answer.from().epoch());
                assertThat(batch.entries())
                        .allMatch(entry -> run.at(entry.sequence()).equals(entry.event()));
            }
        }
    }

    @Property
    void everyFetchTellsSomethingUntilTheHeadIsReached(
            @ForAll("tightLimits") LogLimits limits,
            @ForAll OverflowPolicy policy,
            @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, policy).perform(steps);

        assertThat(run.answers())
                .allMatch(answer -> !(answer.fetched() instanceof Fetched.Batch batch)
                        || !batch.entries().isEmpty()
                        || batch.next().sequence() == answer.head());
    }

    @Property
    void memoryStaysWithinTheLimits(@ForAll("tightLimits") LogLimits limits, @ForAll("steps") List<LogStep> steps) {
        var run = new LogRun(limits, OverflowPolicy.CONFLATE);

        for (LogStep step : steps) {
            run.perform(step);
            assertThat(run.log().entities()).isBetween(0, limits.maxEntities());
            assertThat(run.log().bytes()).isBetween(0L, limits.maxBytes());
            assertThat(run.log().size()).isBetween(0, limits.window() + limits.maxEntities());
        }
    }

    @Property
    void refusesNothingThatIsNewAndTakesNothingThatIsOld(
            @ForAll("tightLimits") LogLimits limits, @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, OverflowPolicy.CONFLATE).perform(steps);

        for (LogRun.Decision decision : run.decisions()) {
            boolean isNew = decision.expected() == AppendOutcome.APPENDED;
            if (!decision.event().nature().isEphemeral() && decision.taken() != AppendOutcome.UNDECIDABLE) {
                assertThat(decision.taken() == AppendOutcome.APPENDED).isEqualTo(isNew);
            }
        }
    }

    @Property
    void answersNoCursorBelowTheHorizonOrOfAnotherLife(
            @ForAll("tightLimits") LogLimits limits,
            @ForAll OverflowPolicy policy,
            @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, policy).perform(steps);
        var batch = new BatchLimits(10, 1000);

        assertThat(run.answers())
                .allMatch(answer -> (answer.from().sequence() < answer.horizon())
                        == (answer.fetched() == Fetched.OutOfReach.INSTANCE));
        for (LogReader reader : run.places()) {
            var stranger =
                    new Cursor(reader.cursor().epoch() + 1, reader.cursor().sequence());
            assertThat(run.log().fetch(stranger, 10, policy, batch, run.now())).isEqualTo(Fetched.OutOfReach.INSTANCE);
        }
        Cursor head = run.log().head();
        assertThat(run.log().fetch(head.at(head.sequence() + 1), 10, policy, batch, run.now()))
                .isEqualTo(Fetched.OutOfReach.INSTANCE);
    }

    /** A hold that took an earlier one's place and lapsed before anyone asked is told to nobody, so that one stands. */
    private static boolean isHeldOrLapsedUnseen(LogRun run, SectionEvent hold) {
        return run.model().lastHolds().stream()
                .filter(last -> last.entity().equals(hold.entity()))
                .anyMatch(last -> last.equals(hold) || last.hasLapsed(run.now()));
    }

    private static void assertNoRegress(Map<EntityKey, Instant> before, List<SectionEvent> told) {
        var known = new HashMap<>(before);
        for (SectionEvent event : told) {
            Instant version = event.version();
            if (version != null && !event.nature().isEphemeral()) {
                assertThat(version).as("%s", event).isAfterOrEqualTo(known.getOrDefault(event.entity(), Instant.MIN));
                known.put(event.entity(), version);
            }
        }
    }

    @Provide
    Arbitrary<LogLimits> tightLimits() {
        return LogArbitraries.tightLimits();
    }

    @Provide
    Arbitrary<List<LogStep>> steps() {
        return LogArbitraries.steps();
    }
}
