package com.mesaya.realtime.domain.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.SectionEvent;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What readers within their bound and beyond it are told, event by event. */
class SectionLogOverflowPropertiesTest {

    @Property
    void whoeverKeepsUpIsToldEveryEvent(
            @ForAll("limitsOfWindow") LogLimits limits,
            @ForAll OverflowPolicy policy,
            @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, policy).perform(steps);

        for (LogRun.Answer answer : run.answers()) {
            if (keepsUp(answer, limits) && answer.fetched() instanceof Fetched.Batch batch) {
                assertThat(sequences(batch))
                        .isEqualTo(unlapsed(
                                run,
                                answer,
                                answer.from().sequence(),
                                batch.next().sequence()));
                assertThat(batch.conflated()).isZero();
                assertThat(batch.missed()).isZero();
            }
        }
    }

    @Property
    void whoeverKeepsUpIsRefusedOnlyForWhatCantBeDecided(
            @ForAll("limitsOfWindow") LogLimits limits,
            @ForAll OverflowPolicy policy,
            @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, policy).perform(steps);

        boolean decidable = run.decisions().stream().noneMatch(LogRun.Decision::isUndecidable);
        assertThat(run.answers())
                .allMatch(
                        answer -> !decidable || !keepsUp(answer, limits) || answer.fetched() instanceof Fetched.Batch);
    }

    @Property
    void conflationLeavesOutOnlyWhatANewerEventMakesUpFor(
            @ForAll("tightLimits") LogLimits limits, @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, OverflowPolicy.CONFLATE).perform(steps);

        for (LogRun.Answer answer : run.answers()) {
            if (answer.fetched() instanceof Fetched.Batch batch) {
                List<Long> told = sequences(batch);
                LongStream.rangeClosed(
                                answer.from().sequence() + 1, batch.next().sequence())
                        .filter(sequence -> !told.contains(sequence))
                        .forEach(sequence -> assertThat(isMadeUpFor(run, answer, sequence))
                                .as("event %s of %s", sequence, answer)
                                .isTrue());
            }
        }
    }

    @Property
    void conflationTellsOnlyTheNewestOfEachEntity(
            @ForAll("limitsOfWindow") LogLimits limits, @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, OverflowPolicy.CONFLATE).perform(steps);

        for (LogRun.Answer answer : run.answers()) {
            if (!keepsUp(answer, limits) && answer.fetched() instanceof Fetched.Batch batch) {
                assertThat(sequences(batch)).noneMatch(sequence -> isMadeUpFor(run, answer, sequence));
            }
        }
    }

    @Property
    void conflationCountsWhatItLeavesOut(
            @ForAll("limitsOfWindow") LogLimits limits, @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, OverflowPolicy.CONFLATE).perform(steps);

        for (LogRun.Answer answer : run.answers()) {
            if (answer.fetched() instanceof Fetched.Batch batch) {
                long passed = batch.next().sequence() - answer.from().sequence();
                long alive = unlapsed(
                                run,
                                answer,
                                answer.from().sequence(),
                                batch.next().sequence())
                        .size();
                assertThat(batch.missed()).isZero();
                assertThat(batch.entries().size() + batch.conflated()).isBetween(alive, passed);
            }
        }
    }

    @Property
    void dropOldestTellsTheExactRestAndCountsWhatItDropped(
            @ForAll("tightLimits") LogLimits limits, @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, OverflowPolicy.DROP_OLDEST).perform(steps);

        for (LogRun.Answer answer : run.answers()) {
            if (answer.fetched() instanceof Fetched.Batch batch) {
                long resumed = answer.from().sequence() + batch.missed();
                assertThat(batch.conflated()).isZero();
                assertThat(sequences(batch))
                        .isEqualTo(unlapsed(run, answer, resumed, batch.next().sequence()));
            }
        }
    }

    @Property
    void dropOldestDropsNoMoreThanItMust(
            @ForAll("limitsOfWindow") LogLimits limits, @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, OverflowPolicy.DROP_OLDEST).perform(steps);

        for (LogRun.Answer answer : run.answers()) {
            if (answer.fetched() instanceof Fetched.Batch batch) {
                long reach = Math.min(answer.bound(), limits.window());
                assertThat(batch.missed()).isEqualTo(Math.max(0, answer.lag() - reach));
            }
        }
    }

    @Property
    void disconnectsExactlyWhoeverIsPastTheBoundOrTheWindow(
            @ForAll("limitsOfWindow") LogLimits limits, @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, OverflowPolicy.DISCONNECT).perform(steps);

        for (LogRun.Answer answer : run.answers()) {
            if (answer.fetched() != Fetched.OutOfReach.INSTANCE) {
                assertThat(answer.fetched() == Fetched.Overflowed.INSTANCE).isEqualTo(!keepsUp(answer, limits));
            }
        }
    }

    private static boolean keepsUp(LogRun.Answer answer, LogLimits limits) {
        return answer.lag() <= answer.bound() && answer.lag() <= limits.window();
    }

    private static List<Long> sequences(Fetched.Batch batch) {
        return batch.entries().stream().map(LogEntry::sequence).toList();
    }

    private static List<Long> unlapsed(LogRun run, LogRun.Answer answer, long from, long to) {
        return LongStream.rangeClosed(from + 1, to)
                .filter(sequence -> !run.at(sequence).hasLapsed(answer.now()))
                .boxed()
                .toList();
    }

    private static boolean isMadeUpFor(LogRun run, LogRun.Answer answer, long sequence) {
        SectionEvent event = run.at(sequence);
        return event.hasLapsed(answer.now())
                || LongStream.rangeClosed(sequence + 1, answer.head())
                        .anyMatch(newer -> LogModel.isOfSameKind(run.at(newer), event));
    }

    @Provide
    Arbitrary<LogLimits> tightLimits() {
        return LogArbitraries.tightLimits();
    }

    @Provide
    Arbitrary<LogLimits> limitsOfWindow() {
        return LogArbitraries.limitsOfWindow();
    }

    @Provide
    Arbitrary<List<LogStep>> steps() {
        return LogArbitraries.steps();
    }
}
