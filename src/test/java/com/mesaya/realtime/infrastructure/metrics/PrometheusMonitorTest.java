package com.mesaya.realtime.infrastructure.metrics;

import static com.mesaya.realtime.application.monitor.ConnectionKind.SSE;
import static com.mesaya.realtime.application.monitor.ConnectionKind.WEBSOCKET;
import static com.mesaya.realtime.domain.Events.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.monitor.ResumeMiss;
import com.mesaya.realtime.application.monitor.SectionMove;
import com.mesaya.realtime.application.topic.DeadLetterFate;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.testing.Scrape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrometheusMonitorTest {

    private static final String TOPIC = "mesa-ya.tables.updated";

    private final PrometheusMonitor monitor = new PrometheusMonitor();

    @ParameterizedTest
    @MethodSource("happenings")
    void changesWhenSomethingHappens(Consumer<PrometheusMonitor> happening, double by, String name, String[] labels) {
        double before = scrape().sum(name, labels);

        happening.accept(monitor);

        assertThat(scrape().sum(name, labels) - before).isEqualTo(by);
    }

    static Stream<Arguments> happenings() {
        return Stream.of(
                of(monitor -> monitor.connectionOpened(WEBSOCKET), 1, "mesaya_connections", "transport=\"websocket\""),
                of(monitor -> monitor.connectionOpened(SSE), 1, "mesaya_connections", "transport=\"sse\""),
                of(monitor -> monitor.connectionOpened(SSE), 1, "mesaya_connections"),
                of(monitor -> monitor.connectionClosed(SSE, "stopping"), -1, "mesaya_connections", "transport=\"sse\""),
                of(monitor -> monitor.connectionClosed(WEBSOCKET, "stopping"), -1, "mesaya_connections"),
                of(
                        monitor -> monitor.connectionClosed(WEBSOCKET, "stopping"),
                        1,
                        "mesaya_closes_total",
                        "reason=\"stopping\""),
                of(PrometheusMonitor::joined, 1, "mesaya_joins_total", "outcome=\"joined\""),
                of(PrometheusMonitor::resumed, 1, "mesaya_joins_total", "outcome=\"resumed\""),
                of(PrometheusMonitor::resumed, 1, "mesaya_resumes_total", "outcome=\"resumed\""),
                of(PrometheusMonitor::joinAbandoned, 1, "mesaya_joins_total", "outcome=\"abandoned\""),
                of(
                        monitor -> monitor.joinRefused(ErrorCode.OVERLOADED),
                        1,
                        "mesaya_joins_total",
                        "outcome=\"overloaded\""),
                of(
                        monitor -> monitor.resumeMissed(ResumeMiss.OUT_OF_REACH),
                        1,
                        "mesaya_resumes_total",
                        "outcome=\"out_of_reach\""),
                of(PrometheusMonitor::snapshotAsked, 1, "mesaya_snapshots_in_flight"),
                of(monitor -> monitor.snapshotAnswered(Duration.ofMillis(40), null), -1, "mesaya_snapshots_in_flight"),
                of(
                        monitor -> monitor.snapshotAnswered(Duration.ofMillis(40), null),
                        1,
                        "mesaya_snapshot_duration_seconds_bucket",
                        "outcome=\"found\"",
                        "le=\"0.05\""),
                of(
                        monitor -> monitor.snapshotAnswered(Duration.ofMillis(40), ErrorCode.ACCESS_DENIED),
                        1,
                        "mesaya_snapshot_duration_seconds_count",
                        "outcome=\"access_denied\""),
                of(
                        monitor -> monitor.recordHandled(Duration.ofMillis(4)),
                        1,
                        "mesaya_routing_duration_seconds_bucket",
                        "le=\"0.005\""),
                of(
                        monitor -> monitor.recordRouted(TOPIC, AppendOutcome.STALE),
                        1,
                        "mesaya_events_total",
                        "topic=\"" + TOPIC + "\"",
                        "outcome=\"stale\""),
                of(monitor -> monitor.recordUnroutable(TOPIC), 1, "mesaya_events_total", "outcome=\"unroutable\""),
                of(
                        monitor -> monitor.recordRejected(TOPIC, ErrorCode.INVALID_PAYLOAD),
                        1,
                        "mesaya_events_total",
                        "outcome=\"invalid_payload\""),
                of(
                        monitor -> monitor.versionUnreadable(TOPIC),
                        1,
                        "mesaya_events_unreadable_version_total",
                        "topic=\"" + TOPIC + "\""),
                of(
                        monitor -> monitor.deadLetter(ErrorCode.INVALID_PAYLOAD, DeadLetterFate.LOST),
                        1,
                        "mesaya_dead_letters_total",
                        "code=\"invalid_payload\"",
                        "kept=\"false\""),
                of(
                        monitor -> monitor.deadLetter(ErrorCode.INVALID_PAYLOAD, DeadLetterFate.UNWANTED),
                        0,
                        "mesaya_dead_letters_total",
                        "kept=\"false\""),
                of(
                        monitor -> monitor.deadLetter(ErrorCode.INVALID_PAYLOAD, DeadLetterFate.UNWANTED),
                        1,
                        "mesaya_dead_letters_total",
                        "kept=\"none\""),
                of(monitor -> monitor.kafkaAnswers(true), 1, "mesaya_kafka_connected"),
                of(
                        monitor -> monitor.kafkaLag(Map.of(TOPIC, 7L)),
                        7,
                        "mesaya_kafka_lag_records",
                        "topic=\"" + TOPIC + "\""),
                of(
                        monitor -> monitor.kafkaCommits(Duration.ofMillis(500), Duration.ofSeconds(2)),
                        0.5,
                        "mesaya_kafka_commit_latency_average_seconds"),
                of(
                        monitor -> monitor.kafkaCommits(Duration.ofMillis(500), Duration.ofSeconds(2)),
                        2,
                        "mesaya_kafka_commit_latency_longest_seconds"),
                of(monitor -> monitor.leftOut(3, 4), 3, "mesaya_conflated_total"),
                of(monitor -> monitor.leftOut(3, 4), 4, "mesaya_dropped_total"),
                of(monitor -> monitor.evicted(5), 5, "mesaya_log_evictions_total"),
                of(
                        monitor -> monitor.sectionMoved(SectionMove.LEFT_ALL_BEHIND),
                        1,
                        "mesaya_section_moves_total",
                        "move=\"left_all_behind\""),
                of(monitor -> monitor.shardsHeld(9, 2, 1), 9, "mesaya_shards"),
                of(monitor -> monitor.shardsHeld(9, 2, 1), 2, "mesaya_shard_moves_total", "move=\"arrived\""),
                of(monitor -> monitor.shardsHeld(9, 2, 1), 1, "mesaya_shard_moves_total", "move=\"left\""),
                of(monitor -> hand(monitor, NOON), 2, "mesaya_deliveries_total"),
                of(monitor -> hand(monitor, NOON), 1, "mesaya_batches_total"),
                of(monitor -> monitor.handedOver(1, List.of(), NOON, NOON), 0, "mesaya_batches_total"),
                of(monitor -> hand(monitor, NOON), 3, "mesaya_write_frames_sum"),
                of(monitor -> hand(monitor, NOON), 1, "mesaya_write_frames_bucket", "le=\"4.0\""),
                of(monitor -> hand(monitor, NOON), 0, "mesaya_write_frames_bucket", "le=\"2.0\""),
                of(monitor -> hand(monitor, NOON), 1, "mesaya_freshness_seconds_bucket", "le=\"0.25\""),
                of(monitor -> hand(monitor, NOON), 0, "mesaya_freshness_seconds_bucket", "le=\"0.1\""),
                of(monitor -> hand(monitor, NOON.plusMillis(1)), 0, "mesaya_freshness_seconds_count"));
    }

    /** Two events 200 ms after a record was written and one that nobody knows the time of, to who is told since some moment. */
    private static void hand(PrometheusMonitor monitor, Instant since) {
        var recorded = Events.updated("1").from(new Origin(TOPIC, 0, 1, NOON)).event();
        var unknown = Events.updated("2").event();
        monitor.handedOver(
                3,
                List.of(new LogEntry(1, recorded, NOON), new LogEntry(2, unknown, NOON)),
                since,
                NOON.plusMillis(200));
    }

    private static Arguments of(Consumer<PrometheusMonitor> happening, double by, String name, String... labels) {
        return Arguments.of(happening, by, name, labels);
    }

    @Test
    void forgetsTheLagOfTopicsThatOthersRead() {
        monitor.kafkaLag(Map.of(TOPIC, 7L));

        monitor.kafkaLag(Map.of());

        assertThat(scrape().names()).doesNotContain("mesaya_kafka_lag_records");
    }

    @Test
    void countsARecordThatIsAheadOfTheClockAsFresh() {
        var recorded = Events.updated("1")
                .from(new Origin(TOPIC, 0, 1, NOON.plusSeconds(5)))
                .event();

        monitor.handedOver(1, List.of(new LogEntry(1, recorded, NOON)), NOON, NOON);

        assertThat(scrape().sum("mesaya_freshness_seconds_bucket", "le=\"0.001\""))
                .isEqualTo(1);
    }

    @Test
    void showsWhatIsKnownElsewhereAsItIsWhenAsked() {
        var value = new AtomicInteger(1);
        monitor.show("mesaya.something", "Something", value::get, "lag", "0");

        value.set(5);

        assertThat(scrape().sum("mesaya_something", "lag=\"0\"")).isEqualTo(5);
    }

    @Test
    void startsWithZerosForTopicsThatItExpects() {
        monitor.expect(List.of(TOPIC));

        assertThat(monitor.scrape())
                .contains("mesaya_events_total{outcome=\"undecidable\",topic=\"" + TOPIC + "\"} 0.0");
    }

    @Test
    void measuresTheJvmUntilToldOtherwise() {
        var end = new CompletableFuture<Void>();
        monitor.measureJvm(end);

        assertThat(scrape().names())
                .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_files_open_files");
        end.complete(null);
    }

    private Scrape scrape() {
        return new Scrape(monitor.scrape());
    }
}
