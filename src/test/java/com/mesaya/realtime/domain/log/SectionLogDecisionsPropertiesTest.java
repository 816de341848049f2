package com.mesaya.realtime.domain.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Origin;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** As long as a log needn't forget, it decides as the contract does, section 3. */
class SectionLogDecisionsPropertiesTest {

    @Property
    void decidesAsTheContractDoes(@ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(LogArbitraries.noLimits(), OverflowPolicy.CONFLATE).perform(steps);

        assertThat(run.decisions())
                .allSatisfy(decision -> assertThat(decision.taken()).isEqualTo(decision.expected()));
    }

    @Property
    void putsEventsInTheirOrderWhateverTheirVersions(@ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(LogArbitraries.noLimits(), OverflowPolicy.CONFLATE)
                .orderedByEnvelope()
                .perform(steps);

        assertThat(run.decisions())
                .allSatisfy(decision -> assertThat(decision.taken()).isEqualTo(decision.expected()));
    }

    @Property
    void takesNoRecordTwice(@ForAll("tightLimits") LogLimits limits, @ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(limits, OverflowPolicy.CONFLATE).perform(steps);

        var seen = new HashSet<Origin>();
        for (LogRun.Decision decision : run.decisions()) {
            boolean again = !seen.add(decision.event().origin());
            if (again) {
                assertThat(decision.taken()).isEqualTo(AppendOutcome.DUPLICATE);
            }
        }
    }

    @Property
    void tellsWhoeverJoinsOfTheHoldsAlive(@ForAll("steps") List<LogStep> steps) {
        var run = new LogRun(LogArbitraries.noLimits(), OverflowPolicy.CONFLATE);

        for (LogStep step : steps) {
            run.perform(step);
            assertThat(run.log().holdsAlive(run.now()))
                    .extracting(LogEntry::event)
                    .isEqualTo(run.model().holdsToTell(run.now()));
        }
    }

    @Property
    void tellsWhoeverJoinsOfTheHoldsAliveHoweverSmallTheWindow(
            @ForAll @IntRange(min = 1, max = 8) int window, @ForAll("steps") List<LogStep> steps) {
        var limits = new LogLimits(
                window, Duration.ofDays(1), window, Integer.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1));
        var run = new LogRun(limits, OverflowPolicy.CONFLATE);

        for (LogStep step : steps) {
            run.perform(step);
            assertThat(run.log().holdsAlive(run.now()))
                    .extracting(LogEntry::event)
                    .isEqualTo(run.model().holdsToTell(run.now()));
        }
    }

    @Property
    void isOutOfReachForNobodyAsLongAsNothingIsForgotten(@ForAll("steps") List<LogStep> steps) {
        LogRun run = new LogRun(LogArbitraries.noLimits(), OverflowPolicy.CONFLATE).perform(steps);

        assertThat(run.answers()).noneMatch(answer -> answer.fetched() == Fetched.OutOfReach.INSTANCE);
        assertThat(run.log().horizon()).isZero();
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
