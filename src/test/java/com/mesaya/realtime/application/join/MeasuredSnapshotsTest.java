package com.mesaya.realtime.application.join;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.testing.Scrape;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MeasuredSnapshotsTest {

    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

    private final CompletableFuture<SnapshotSource.Answer> answer = new CompletableFuture<>();
    private final PrometheusMonitor monitor = new PrometheusMonitor();
    private final MeasuredSnapshots snapshots = new MeasuredSnapshots((section, token, client) -> answer, monitor);

    @Test
    void countsAGetAsLongAsItIsUnderWay() {
        var asked = snapshots.snapshotOf(Events.SECTION, "jwt", CLIENT);
        assertThat(scrape().sum("mesaya_snapshots_in_flight")).isEqualTo(1);

        answer.complete(new SnapshotSource.Unavailable(ErrorCode.ACCESS_DENIED));

        assertThat(asked).isCompleted();
        assertThat(scrape().sum("mesaya_snapshots_in_flight")).isZero();
        assertThat(count("access_denied")).isEqualTo(1);
    }

    @Test
    void countsAGetThatWasTooManyApart() {
        snapshots.snapshotOf(Events.SECTION, "jwt", CLIENT);

        answer.complete(new SnapshotSource.Postponed(Duration.ofSeconds(1), false));

        assertThat(scrape().sum("mesaya_snapshots_in_flight")).isZero();
        assertThat(count("postponed")).isEqualTo(1);
        assertThat(count("found")).isZero();
    }

    @Test
    void countsAGetThatFailsAsUnavailable() {
        var asked = snapshots.snapshotOf(Events.SECTION, "jwt", CLIENT);

        answer.completeExceptionally(new IllegalStateException("no line"));

        assertThat(asked).isCompletedExceptionally();
        assertThat(count("snapshot_unavailable")).isEqualTo(1);
        assertThat(scrape().sum("mesaya_snapshots_in_flight")).isZero();
    }

    @Test
    void countsAGetThatIsNeverMade() {
        var failing = new MeasuredSnapshots(
                (section, token, client) -> {
                    throw new IllegalStateException("not even asked");
                },
                monitor);

        assertThat(failing.snapshotOf(Events.SECTION, "jwt", CLIENT)).isCompletedExceptionally();
        assertThat(scrape().sum("mesaya_snapshots_in_flight")).isZero();
    }

    private double count(String outcome) {
        return scrape().sum("mesaya_snapshot_duration_seconds_count", "outcome=\"" + outcome + "\"");
    }

    private Scrape scrape() {
        return new Scrape(monitor.scrape());
    }
}
