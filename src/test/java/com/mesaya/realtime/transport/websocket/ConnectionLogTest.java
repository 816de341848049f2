package com.mesaya.realtime.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.google.common.net.InetAddresses;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.testing.CapturedLog;
import com.mesaya.realtime.transport.admission.ClientAddress;
import com.mesaya.realtime.transport.frame.ConnectionStats;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionLogTest {

    private static final Viewer VIEWER = new Viewer("ana\nConnection closed", Set.of(), Set.of(), null);

    @Test
    void logsTheOpening() {
        try (var log = CapturedLog.of("com.mesaya.realtime.access", Level.INFO)) {
            ConnectionLog.KEPT.opened(Events.SECTION, VIEWER, new ClientAddress(InetAddresses.forString("192.0.2.1")));

            assertThat(log.lines())
                    .containsExactly("INFO Connection opened section=" + Events.SECTION
                            + " user=ana?Connection?closed client=192.0.2.1");
        }
    }

    @Test
    void logsTheClose() {
        var stats = new ConnectionStats(new PrometheusMonitor(), Instant.now().minusSeconds(900));
        stats.joined("resumed");
        stats.leftOut(3, 2);
        stats.closedBy("overflowed");
        try (var log = CapturedLog.of("com.mesaya.realtime.access", Level.INFO)) {
            ConnectionLog.KEPT.closed(Events.SECTION, VIEWER, stats);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .matches("INFO Connection closed section=" + Events.SECTION
                            + " user=ana\\?Connection\\?closed outcome=resumed duration_ms=9\\d{5} frames=0 events=0"
                            + " conflated=3 dropped=2 closed_by=overflowed");
        }
    }
}
