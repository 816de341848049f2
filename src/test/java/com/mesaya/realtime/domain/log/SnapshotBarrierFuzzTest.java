package com.mesaya.realtime.domain.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.jspecify.annotations.Nullable;

/** Whatever versions meet whatever events: nothing strictly older passes, and nothing else is withheld. */
@StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
class SnapshotBarrierFuzzTest {

    private static final int ENTITIES = 4;
    private static final int MOST_EVENTS = 20;
    private static final List<EventNature> NATURES = List.of(EventNature.values());
    private static final List<Instant> EXTREMES =
            List.of(Instant.MIN, Instant.MIN.plusNanos(1), Instant.EPOCH, Instant.EPOCH.minusNanos(1), Instant.MAX);

    /** A snapshot's versions, and events in the order in which they arrive. */
    record Case(Map<EntityKey, Instant> versions, List<SectionEvent> events) {}

    @Property
    void eachEventByItself(@ForAll("cases") Case each) {
        for (SectionEvent event : each.events()) {
            boolean withheld = !new SnapshotBarrier(each.versions()).lets(event);

            assertThat(withheld).as("%s", event).isEqualTo(isBehind(event, each.versions()));
            Statistics.collect(withheld ? "withheld" : "let");
        }

        Statistics.coverage(outcomes -> {
            outcomes.check("withheld").percentage(percentage -> percentage > 7);
            outcomes.check("let").percentage(percentage -> percentage > 10);
        });
    }

    @Property
    void allThatALogTook(@ForAll("cases") Case each) {
        var log = new SectionLog(7, LogArbitraries.noLimits());
        var barrier = new SnapshotBarrier(each.versions());

        for (SectionEvent event : each.events()) {
            if (log.append(event, Instant.EPOCH) == AppendOutcome.APPENDED) {
                assertThat(!barrier.lets(event)).as("%s", event).isEqualTo(isBehind(event, each.versions()));
            }
        }
    }

    private static boolean isBehind(SectionEvent event, Map<EntityKey, Instant> versions) {
        Instant version = event.version();
        Instant inSnapshot = versions.get(event.entity());
        boolean isState = event.nature() == EventNature.STATE || event.nature() == EventNature.DELETION;
        return isState && version != null && inSnapshot != null && version.compareTo(inSnapshot) < 0;
    }

    @Provide
    Arbitrary<Case> cases() {
        return Arbitraries.randomValue(random -> {
            var versions = new HashMap<EntityKey, Instant>();
            for (int entity = 0; entity < ENTITIES; entity++) {
                Instant version = version(random);
                if (version != null) {
                    versions.put(entity(entity), version);
                }
            }
            List<SectionEvent> events = IntStream.range(0, 1 + random.nextInt(MOST_EVENTS))
                    .mapToObj(event -> event(random, event))
                    .toList();
            return new Case(versions, events);
        });
    }

    private static SectionEvent event(Random random, int offset) {
        EventNature nature = NATURES.get(random.nextInt(NATURES.size()));
        var origin = new Origin("topic", 0, offset, null);
        return new Events(entity(random.nextInt(ENTITIES + 1)), "updated", nature, version(random), null, null, origin)
                .payload(Integer.toString(random.nextInt(3)))
                .event();
    }

    /** Two kinds, so that ids alone don't tell entities apart. */
    private static EntityKey entity(int number) {
        return new EntityKey(number % 2 == 0 ? "table" : "object", Integer.toString(number / 2));
    }

    private static @Nullable Instant version(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> EXTREMES.get(random.nextInt(EXTREMES.size()));
            case 2 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt());
            default -> Instant.EPOCH.plusNanos(random.nextInt(6));
        };
    }
}
