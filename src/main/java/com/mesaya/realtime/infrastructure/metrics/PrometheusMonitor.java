package com.mesaya.realtime.infrastructure.metrics;

import static com.mesaya.realtime.infrastructure.metrics.Meters.OUTCOME;
import static com.mesaya.realtime.infrastructure.metrics.Meters.counter;
import static com.mesaya.realtime.infrastructure.metrics.Meters.gauge;
import static com.mesaya.realtime.infrastructure.metrics.Meters.label;

import com.mesaya.realtime.application.monitor.ConnectionKind;
import com.mesaya.realtime.application.monitor.ConnectionMonitor;
import com.mesaya.realtime.application.monitor.ConsumerMonitor;
import com.mesaya.realtime.application.monitor.ResumeMiss;
import com.mesaya.realtime.application.monitor.SectionMonitor;
import com.mesaya.realtime.application.monitor.SectionMove;
import com.mesaya.realtime.application.monitor.ShardMonitor;
import com.mesaya.realtime.application.monitor.SnapshotMonitor;
import com.mesaya.realtime.application.monitor.VersionMonitor;
import com.mesaya.realtime.application.topic.DeadLetterFate;
import com.mesaya.realtime.application.topic.StreamHole;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.LogEntry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts events for Prometheus to scrape, with zeros for the series that alerts use: without a series, there is no increase. Labels
 * have few values each: topics and codes, never a section or a user. Thread-safe.
 */
public final class PrometheusMonitor
        implements ConnectionMonitor, SnapshotMonitor, ConsumerMonitor, VersionMonitor, SectionMonitor, ShardMonitor {

    private static final String MOVE = "move";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ConnectionMeters connections = new ConnectionMeters(registry);
    private final Deliveries deliveries = new Deliveries(registry);
    private final RecordMeters records = new RecordMeters(registry);
    private final KafkaMeters kafka = new KafkaMeters(registry);
    private final AtomicInteger snapshotsInFlight =
            gauge(registry, "mesaya.snapshots.in.flight", "Pending GET requests to the main API");
    private final MeterProvider<Timer> snapshots = Histograms.timer(
                    "mesaya.snapshot.duration",
                    "Duration of the main API's answers to requests for a section, by outcome")
            .withRegistry(registry);
    private final AtomicInteger shards = gauge(registry, "mesaya.shards", "Shards on this node");
    private final MeterProvider<Counter> shardMoves =
            counter(registry, "mesaya.shard.moves", "Shards that moved to or from this node");
    private final MeterProvider<Counter> sectionMoves =
            counter(registry, "mesaya.section.moves", "Sections that moved to or from this node, by kind of move");
    private final Counter evictions = Counter.builder("mesaya.log.evictions")
            .description("Entities whose newest event was evicted from a section's log")
            .register(registry);

    /** Creates the monitor. */
    public PrometheusMonitor() {
        snapshots.withTag(OUTCOME, "found");
        for (SectionMove move : SectionMove.values()) {
            sectionMoves.withTag(MOVE, label(move));
        }
        for (String move : List.of("arrived", "left")) {
            shardMoves.withTag(MOVE, move);
        }
    }

    /** Creates the series of these topics. */
    public void expect(Collection<String> topics) {
        records.expect(topics);
    }

    /** Returns all metrics in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    /**
     * Adds a gauge that is read at each scrape.
     *
     * @param name for example {@code mesaya.joins.waiting}
     * @param labels names and values, in turn
     */
    public void show(String name, String description, Supplier<? extends Number> value, String... labels) {
        Meters.show(registry, name, description, value, labels);
    }

    /** Adds the JVM's metrics until the stage completes. */
    public void measureJvm(CompletionStage<?> end) {
        var jvm = new JvmMeters(registry);
        end.whenComplete((done, failure) -> jvm.close());
    }

    @Override
    public void connectionOpened(ConnectionKind kind) {
        connections.opened(kind);
    }

    @Override
    public void connectionClosed(ConnectionKind kind, String reason) {
        connections.closed(kind, reason);
    }

    @Override
    public void joined() {
        connections.join("joined");
    }

    @Override
    public void resumed() {
        connections.resumed();
    }

    @Override
    public void resumeMissed(ResumeMiss reason) {
        connections.resumeMissed(reason);
    }

    @Override
    public void joinAbandoned() {
        connections.join("abandoned");
    }

    @Override
    public void joinRefused(ErrorCode code) {
        connections.join(label(code));
    }

    @Override
    public void snapshotAsked() {
        snapshotsInFlight.incrementAndGet();
    }

    @Override
    public void snapshotAnswered(Duration took, @Nullable ErrorCode refusal) {
        snapshotsInFlight.decrementAndGet();
        snapshots.withTag(OUTCOME, refusal == null ? "found" : label(refusal)).record(took);
    }

    @Override
    public void snapshotPostponed(Duration took) {
        snapshotsInFlight.decrementAndGet();
        snapshots.withTag(OUTCOME, "postponed").record(took);
    }

    @Override
    public void recordHandled(Duration took) {
        records.handled(took);
    }

    @Override
    public void recordRouted(String topic, AppendOutcome outcome) {
        records.count(topic, outcome);
    }

    @Override
    public void recordUnroutable(String topic) {
        records.count(topic, "unroutable");
    }

    @Override
    public void recordRejected(String topic, ErrorCode code) {
        records.count(topic, label(code));
    }

    @Override
    public void versionUnreadable(String topic) {
        records.versionUnreadable(topic);
    }

    @Override
    public void deadLetter(ErrorCode code, DeadLetterFate fate) {
        records.deadLetter(code, fate);
    }

    @Override
    public void streamHole(String topic, StreamHole.Cause cause) {
        records.hole(topic, cause);
    }

    @Override
    public void kafkaAnswers(boolean answers) {
        kafka.answers(answers);
    }

    @Override
    public void kafkaLag(Map<String, Long> recordsByTopic) {
        kafka.lag(recordsByTopic);
    }

    @Override
    public void kafkaCommits(Duration average, Duration longest) {
        kafka.commits(average, longest);
    }

    @Override
    public void leftOut(long conflated, long dropped) {
        deliveries.leftOut(conflated, dropped);
    }

    @Override
    public void handedOver(int frames, List<LogEntry> events, Instant since, Instant now) {
        deliveries.handedOver(frames, events, since, now);
    }

    @Override
    public void evicted(long entries) {
        evictions.increment((double) entries);
    }

    @Override
    public void sectionMoved(SectionMove move) {
        sectionMoves.withTag(MOVE, label(move)).increment();
    }

    @Override
    public void shardsHeld(int held, int arrived, int left) {
        shards.set(held);
        shardMoves.withTag(MOVE, "arrived").increment(arrived);
        shardMoves.withTag(MOVE, "left").increment(left);
    }
}
