package com.mesaya.realtime.transport;

import static com.mesaya.realtime.domain.Events.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.testing.Scrape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {

    private static final Frame FRAME = Frame.of("note", "{}".getBytes(UTF_8));

    private final PrometheusMonitor monitor = new PrometheusMonitor();
    private final Tally tally = new Tally(NOON);

    @Test
    void isAbandonedByTheClientUnlessSomethingElseIsKnown() {
        Tally.Sums sums = tally.sums(NOON.plusSeconds(3));

        assertThat(sums).isEqualTo(new Tally.Sums("abandoned", "client", Duration.ofSeconds(3), 0, 0, 0, 0));
    }

    @Test
    void sumsUpWhatWasTold() {
        tally.joined("joined");
        tally.leftOut(4, 5);
        tally.handedOver(Outbound.of(FRAME), NOON, monitor);
        tally.handedOver(events(1), NOON, monitor);
        tally.handedOver(Outbound.closing(CloseReason.TOKEN_EXPIRED, FRAME), NOON, monitor);

        assertThat(tally.sums(NOON)).isEqualTo(new Tally.Sums("joined", "token_expired", Duration.ZERO, 4, 1, 4, 5));
    }

    @Test
    void measuresFreshnessFromTheFirstFrameOn() {
        tally.handedOver(Outbound.of(FRAME), NOON.plusMillis(10), monitor);

        tally.handedOver(events(9), NOON.plusMillis(12), monitor);
        assertThat(freshEvents()).isZero();
        tally.handedOver(events(10), NOON.plusMillis(12), monitor);

        assertThat(freshEvents()).isEqualTo(1);
    }

    @Test
    void isStalledWhenNothingIsTakenForAWhile() {
        tally.awaitsSocket(NOON);

        assertThat(tally.isStalled(NOON.plus(Tally.STALLED_AFTER))).isFalse();
        assertThat(tally.isStalled(NOON.plus(Tally.STALLED_AFTER).plusMillis(1)))
                .isTrue();
    }

    @Test
    void isNotStalledAsLongAsSomethingIsTaken() {
        Instant later = NOON.plus(Tally.STALLED_AFTER);
        tally.awaitsSocket(NOON);
        tally.awaitsSocket(NOON);
        tally.handedOver(Outbound.of(FRAME), later, monitor);

        assertThat(tally.isStalled(later.plus(Tally.STALLED_AFTER))).isFalse();
        assertThat(tally.isStalled(later.plus(Tally.STALLED_AFTER).plusMillis(1)))
                .isTrue();
        tally.handedOver(events(1), later, monitor);
        assertThat(tally.isStalled(NOON.plusSeconds(3600))).isFalse();
    }

    @Test
    void tellsAnswersFromEventsThatWait() {
        tally.awaitsSocket(NOON);
        tally.handedOver(Outbound.of(FRAME), NOON, monitor);
        tally.handedOver(Outbound.of(FRAME), NOON, monitor);
        tally.awaitsSocket(NOON);

        assertThat(tally.isStalled(NOON.plusSeconds(3600))).isTrue();
        tally.handedOver(events(1), NOON, monitor);
        assertThat(tally.isStalled(NOON.plusSeconds(3600))).isFalse();
    }

    /** One event, recorded so long after noon, and a note beside it. */
    private static Outbound events(long recordedMs) {
        var event = Events.updated("1")
                .from(new Origin("t", 0, 1, NOON.plusMillis(recordedMs)))
                .event();
        return new Outbound(List.of(FRAME, event.frame()), List.of(new LogEntry(1, event, NOON)), null);
    }

    private double freshEvents() {
        return new Scrape(monitor.scrape()).sum("mesaya_freshness_seconds_count");
    }
}
