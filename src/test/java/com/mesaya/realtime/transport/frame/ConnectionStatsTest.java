package com.mesaya.realtime.transport.frame;

import static com.mesaya.realtime.domain.Events.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.testing.Scrape;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionStatsTest {

    private final PrometheusMonitor monitor = new PrometheusMonitor();
    private final ConnectionStats stats = new ConnectionStats(monitor, NOON);

    @Test
    void isAbandonedByTheClientUnlessSomethingElseIsKnown() {
        ConnectionStats.Sums sums = stats.sums(NOON.plusSeconds(3));

        assertThat(sums).isEqualTo(new ConnectionStats.Sums("abandoned", "client", Duration.ofSeconds(3), 0, 0, 0, 0));
    }

    @Test
    void sumsUpWhatWasSent() {
        stats.joined("joined");
        stats.leftOut(4, 5);
        stats.sent(1, NOON);
        stats.delivered(events(1, 0), NOON);
        stats.delivered(events(1, 7), NOON);
        stats.closedBy("token_expired");
        stats.sent(1, NOON);

        assertThat(stats.sums(NOON))
                .isEqualTo(new ConnectionStats.Sums("joined", "token_expired", Duration.ZERO, 5, 2, 4, 5));
    }

    @Test
    void measuresFreshnessFromTheFirstFrameOn() {
        stats.sent(1, NOON.plusMillis(10));

        stats.delivered(events(9, 0), NOON.plusMillis(12));
        assertThat(freshEvents()).isZero();
        stats.delivered(events(10, 0), NOON.plusMillis(12));

        assertThat(freshEvents()).isEqualTo(1);
    }

    /** One event, recorded so long after noon. */
    private static LiveBatch events(long recordedMs, long missed) {
        var event = Events.updated("1")
                .from(new Origin("t", 0, 1, NOON.plusMillis(recordedMs)))
                .event();
        return new LiveBatch(0, 1, List.of(new LogEntry(1, event, NOON)), missed, false);
    }

    private double freshEvents() {
        return new Scrape(monitor.scrape()).sum("mesaya_freshness_seconds_count");
    }
}
