package com.mesaya.realtime.domain.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a log took, and whatever moment the snapshot is of. */
class SnapshotBarrierPropertiesTest {

    @Property
    void nothingThatPassesGoesBehindTheSnapshot(
            @ForAll("versions") Map<EntityKey, Instant> versions, @ForAll("steps") List<LogStep> steps) {
        var barrier = new SnapshotBarrier(versions);

        List<SectionEvent> passed = taken(steps).stream().filter(barrier::lets).toList();

        assertThat(passed).allMatch(event -> !isBehind(event, versions));
    }

    @Property
    void withholdsOnlyWhatIsStrictlyOlder(
            @ForAll("versions") Map<EntityKey, Instant> versions, @ForAll("steps") List<LogStep> steps) {
        var barrier = new SnapshotBarrier(versions);

        List<SectionEvent> withheld =
                taken(steps).stream().filter(event -> !barrier.lets(event)).toList();

        assertThat(withheld).allMatch(event -> isBehind(event, versions));
    }

    @Property
    void neverGrows(@ForAll("versions") Map<EntityKey, Instant> versions, @ForAll("steps") List<LogStep> steps) {
        var barrier = new SnapshotBarrier(versions);

        int before = barrier.versions().size();
        for (SectionEvent event : taken(steps)) {
            barrier.lets(event);
            assertThat(barrier.versions().size()).isBetween(0, before);
            before = barrier.versions().size();
        }
    }

    /** What a log that needn't forget makes of the steps. */
    private static List<SectionEvent> taken(List<LogStep> steps) {
        return new LogRun(LogArbitraries.noLimits(), OverflowPolicy.CONFLATE)
                .perform(steps).decisions().stream()
                        .filter(decision -> decision.taken() == AppendOutcome.APPENDED)
                        .map(LogRun.Decision::event)
                        .toList();
    }

    private static boolean isBehind(SectionEvent event, Map<EntityKey, Instant> versions) {
        Instant version = event.version();
        Instant inSnapshot = versions.get(event.entity());
        return !event.nature().isEphemeral()
                && version != null
                && inSnapshot != null
                && version.compareTo(inSnapshot) < 0;
    }

    @Provide
    Arbitrary<Map<EntityKey, Instant>> versions() {
        return Arbitraries.maps(LogArbitraries.entities(), LogArbitraries.versions())
                .ofMaxSize(5)
                .map(HashMap::new);
    }

    @Provide
    Arbitrary<List<LogStep>> steps() {
        return LogArbitraries.steps();
    }
}
