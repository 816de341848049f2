package com.mesaya.realtime.infrastructure.section.actor;

import static com.mesaya.realtime.domain.Events.selecting;
import static com.mesaya.realtime.domain.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.operations.SectionInspection;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.mesaya.realtime.testing.Scrape;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a section tells of itself to those who run the service. */
class SectionFiguresTest {

    private static final ActorTestKit TEST_KIT = TestSection.testKit();

    private final TestSection section = new TestSection(TEST_KIT, OverflowPolicy.CONFLATE);
    private final TestProbe<SectionProtocol.Described> reports = TEST_KIT.createTestProbe();

    @AfterAll
    static void endSystem() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void showsWhatItsLogHolds() {
        section.append(updated("1").version(1));
        section.append(updated("1").version(2));
        section.append(updated("2").version(1));

        assertThat(section.census.sections()).isEqualTo(1);
        assertThat(section.census.events()).isEqualTo(3);
        assertThat(section.census.entities()).isEqualTo(2);
        assertThat(section.census.bytes()).isEqualTo(report().bytes()).isPositive();
    }

    @Test
    void showsHowFarItsSubscribersAreBehindOnceTheyTellWhereTheyAre() {
        Cursor start = section.subscribe(section.subscriber).start();
        UUID other = UUID.randomUUID();
        section.subscribe(other);
        for (int version = 1; version <= 20; version++) {
            section.append(updated("1").version(version));
        }

        section.tell(new SectionProtocol.Renew(
                Set.of(section.subscriber, other), Map.of(section.subscriber, start, other, start.at(20))));

        assertThat(report().viewers()).isEqualTo(2);
        assertThat(section.census.subscribers(LagBucket.UP_TO_100)).isEqualTo(1);
        assertThat(section.census.subscribers(LagBucket.NONE)).isEqualTo(1);
        assertThat(report().furthest())
                .extracting(SectionInspection.Viewer::lag)
                .containsExactly(20L, 0L);
    }

    @Test
    void keepsWhereASubscriberWasIfItsNodeDoesNotTell() {
        Cursor start = section.subscribe(section.subscriber).start();
        section.append(updated("1").version(1));
        section.tell(new SectionProtocol.Renew(Set.of(section.subscriber), Map.of(section.subscriber, start)));
        section.append(updated("1").version(2));

        section.tell(new SectionProtocol.Renew(Set.of(section.subscriber), Map.of()));

        assertThat(report().furthest()).satisfiesExactly(viewer -> {
            assertThat(viewer.cursor()).isZero();
            assertThat(viewer.lag()).isEqualTo(1);
        });
    }

    @Test
    void takesNobodyForLateBecauseOfWhatHappenedSinceTheyTold() {
        Cursor start = section.subscribe(section.subscriber).start();
        section.append(updated("1").version(1));
        section.tell(new SectionProtocol.Renew(Set.of(section.subscriber), Map.of(section.subscriber, start.at(1))));
        for (int version = 2; version <= 20; version++) {
            section.append(updated("1").version(version));
        }

        // Has the figures noted.
        section.tell(new SectionProtocol.Renew(Set.of(), Map.of()));

        assertThat(report().head()).isEqualTo(20);
        assertThat(report().furthest())
                .extracting(SectionInspection.Viewer::lag)
                .containsExactly(0L);
        assertThat(section.census.subscribers(LagBucket.NONE)).isEqualTo(1);
    }

    @Test
    void reportsAllThatItHas() {
        section.join(section.subscriber, Map.of());
        for (int version = 1; version <= 12; version++) {
            section.append(updated("1").version(version));
        }
        section.append(selecting("2"));

        section.pass(Duration.ofMillis(40));

        SectionInspection.Report report = report();
        assertThat(report.head()).isEqualTo(13);
        assertThat(report.windowStart()).isEqualTo(3);
        assertThat(report.events()).isEqualTo(10);
        assertThat(report.entities()).isEqualTo(2);
        assertThat(report.holds()).isEqualTo(1);
        assertThat(report.horizon()).isZero();
        assertThat(report.resumablePlaces()).isEqualTo(1);
        assertThat(report.viewers()).isEqualTo(1);
        assertThat(report.furthest()).allSatisfy(viewer -> {
            assertThat(viewer.place()).isEqualTo(section.subscriber.toString());
            assertThat(viewer.unheardMs()).isEqualTo(40);
        });
    }

    @Test
    void countsWhatItHadToForget() {
        for (int entity = 0; entity <= 100; entity++) {
            section.append(updated("" + entity).version(1));
        }

        assertThat(scrape().sum("mesaya_log_evictions_total")).isEqualTo(1);
        assertThat(report().evictions()).isEqualTo(1);
        assertThat(report().horizon()).isEqualTo(1);
    }

    @Test
    void countsWhyNobodyCouldResume() {
        UUID place = section.subscriber;
        Cursor start = section.subscribe(place).start();

        assertThat(section.resume(place, new Cursor(start.epoch() + 1, 0))).isEmpty();
        assertThat(missed("section_restarted")).isEqualTo(1);
        assertThat(section.resume(place, start)).isEmpty();
        assertThat(missed("place_forgotten")).isEqualTo(1);
        assertThat(section.resume(place, start.at(1))).isEmpty();
        assertThat(missed("out_of_reach")).isEqualTo(1);
    }

    @Test
    void countsThatItHadToLeaveEverythingBehind() {
        section.append(updated("1").version(1));

        section.tell(SectionProtocol.Stop.INSTANCE);

        TEST_KIT.createTestProbe().expectTerminated(section.actor);
        assertThat(scrape().sum("mesaya_section_moves_total", "move=\"left_all_behind\""))
                .isEqualTo(1);
        assertThat(section.census.sections()).isZero();
    }

    @Test
    void holdsNothingAnyMoreAfterAFailure() {
        section.append(updated("1").version(1));

        section.fail();

        assertThat(report().events()).isZero();
        assertThat(section.census.sections()).isEqualTo(1);
        assertThat(section.census.events()).isZero();
    }

    @Test
    void leavesNothingBehindIfItIsOnlyLookedAt() {
        report();

        section.shard.expectMessageClass(ClusterSharding.Passivate.class);
    }

    private SectionInspection.Report report() {
        section.tell(new SectionProtocol.Describe(reports.ref()));
        return reports.receiveMessage().report();
    }

    private double missed(String outcome) {
        return scrape().sum("mesaya_resumes_total", "outcome=\"" + outcome + "\"");
    }

    private Scrape scrape() {
        return new Scrape(section.monitor.scrape());
    }
}
