package com.mesaya.realtime.infrastructure.metrics;

import com.mesaya.realtime.application.DeadLetterFate;
import com.mesaya.realtime.application.ResumeMiss;
import com.mesaya.realtime.application.SectionMonitor;
import com.mesaya.realtime.application.SectionMove;
import com.mesaya.realtime.application.StreamHole;
import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.LogEntry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts events for Prometheus to scrape. Labels have few values each: topics and codes, never a section or a user. Thread-safe. */
public final class PrometheusMonitor implements SectionMonitor {

    private static final String OUTCOME = "outcome";
    private static final List<ErrorCode> OF_RECORDS = List.of(
            ErrorCode.INVALID_PAYLOAD,
            ErrorCode.UNSUPPORTED_VERSION,
            ErrorCode.SECTION_UNKNOWN,
            ErrorCode.TOPIC_NOT_FOUND,
            ErrorCode.RECORD_TOO_BIG,
            ErrorCode.INTERNAL);
    /** The refusals that alerts use; no fault of the client. */
    private static final List<ErrorCode> OF_JOINS = List.of(
            ErrorCode.SNAPSHOT_UNAVAILABLE,
            ErrorCode.SNAPSHOT_INVALID,
            ErrorCode.KEYS_UNAVAILABLE,
            ErrorCode.INTERNAL,
            ErrorCode.OVERLOADED,
            ErrorCode.TOO_MANY_CONNECTIONS);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Deliveries deliveries = new Deliveries(registry);
    private final KafkaMeters kafka = new KafkaMeters(registry);
    private final AtomicInteger connections = gauge("mesaya.connections", "Open WebSockets");
    private final AtomicInteger snapshotsInFlight =
            gauge("mesaya.snapshots.in.flight", "Pending GET requests to the main API");
    private final AtomicInteger shards = gauge("mesaya.shards", "Shards on this node");
    private final MeterProvider<Counter> joins = counter("mesaya.joins", "Joins, by result");
    private final MeterProvider<Counter> closes = counter("mesaya.closes", "Closed WebSockets, by reason");
    private final MeterProvider<Counter> resumes =
            counter("mesaya.resumes", "Attempts to resume with a cursor, by result");
    private final MeterProvider<Counter> events = counter("mesaya.events", "Kafka records, by topic and outcome");
    private final MeterProvider<Counter> deadLetters =
            counter("mesaya.dead.letters", "Rejected records, by error code and by whether the dead letter was stored");
    private final MeterProvider<Counter> unreadableVersions =
            counter("mesaya.events.unreadable.version", "Unreadable timestamps in Kafka records, by topic");
    private final MeterProvider<Counter> holes = counter("mesaya.kafka.holes", "Gaps in topics, by topic and cause");
    private final MeterProvider<Counter> sectionMoves =
            counter("mesaya.section.moves", "Sections that moved to or from this node, by kind of move");
    private final MeterProvider<Counter> shardMoves =
            counter("mesaya.shard.moves", "Shards that moved to or from this node");
    private final Counter evictions = Counter.builder("mesaya.log.evictions")
            .description("Entities whose newest event was evicted from a section's log")
            .register(registry);
    private final MeterProvider<Timer> snapshots = Histograms.timer(
                    "mesaya.snapshot.duration",
                    "Duration of the main API's answers to requests for a section, by outcome")
            .withRegistry(registry);
    private final Timer routing = Histograms.timer(
                    "mesaya.routing.duration", "Time from the read of a record until it may be committed")
            .register(registry);

    /** Creates the monitor, with zeros for the series that alerts use: without a series, there is no increase. */
    public PrometheusMonitor() {
        joins.withTag(OUTCOME, "joined");
        joins.withTag(OUTCOME, "resumed");
        for (ErrorCode code : OF_JOINS) {
            joins.withTag(OUTCOME, label(code));
        }
        closes.withTag("reason", "client");
        resumes.withTag(OUTCOME, "resumed");
        for (ResumeMiss reason : ResumeMiss.values()) {
            resumes.withTag(OUTCOME, label(reason));
        }
        for (SectionMove move : SectionMove.values()) {
            sectionMoves.withTag("move", label(move));
        }
        for (String move : List.of("arrived", "left")) {
            shardMoves.withTag("move", move);
        }
        for (ErrorCode code : OF_RECORDS) {
            for (DeadLetterFate fate : DeadLetterFate.values()) {
                deadLetters.withTags("code", label(code), "kept", kept(fate));
            }
        }
        snapshots.withTag(OUTCOME, "found");
    }

    /** Creates the series of these topics. */
    public void expect(Collection<String> topics) {
        for (String topic : topics) {
            for (AppendOutcome outcome : AppendOutcome.values()) {
                events.withTags("topic", topic, OUTCOME, label(outcome));
            }
            unreadableVersions.withTag("topic", topic);
            for (StreamHole.Cause cause : StreamHole.Cause.values()) {
                holes.withTags("topic", topic, "reason", label(cause));
            }
        }
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
        Gauge.builder(name, value::get)
                .description(description)
                .tags(labels)
                .strongReference(true)
                .register(registry);
    }

    /** Adds the JVM's metrics until the stage completes. */
    public void measureJvm(CompletionStage<?> end) {
        var jvm = new JvmMeters(registry);
        end.whenComplete((done, failure) -> jvm.close());
    }

    @Override
    public void connectionOpened() {
        connections.incrementAndGet();
    }

    @Override
    public void connectionClosed(String reason) {
        connections.decrementAndGet();
        closes.withTag("reason", reason).increment();
    }

    @Override
    public void joined() {
        joins.withTag(OUTCOME, "joined").increment();
    }

    @Override
    public void resumed() {
        joins.withTag(OUTCOME, "resumed").increment();
        resumes.withTag(OUTCOME, "resumed").increment();
    }

    @Override
    public void resumeMissed(ResumeMiss reason) {
        resumes.withTag(OUTCOME, label(reason)).increment();
    }

    @Override
    public void joinAbandoned() {
        joins.withTag(OUTCOME, "abandoned").increment();
    }

    @Override
    public void joinRefused(ErrorCode code) {
        joins.withTag(OUTCOME, label(code)).increment();
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
        routing.record(took);
    }

    @Override
    public void recordRouted(String topic, AppendOutcome outcome) {
        event(topic, label(outcome));
    }

    @Override
    public void recordUnroutable(String topic) {
        event(topic, "unroutable");
    }

    @Override
    public void recordRejected(String topic, ErrorCode code) {
        event(topic, label(code));
    }

    @Override
    public void versionUnreadable(String topic) {
        unreadableVersions.withTag("topic", topic).increment();
    }

    private void event(String topic, String outcome) {
        events.withTags("topic", topic, OUTCOME, outcome).increment();
    }

    @Override
    public void deadLetter(ErrorCode code, DeadLetterFate fate) {
        deadLetters.withTags("code", label(code), "kept", kept(fate)).increment();
    }

    private static String kept(DeadLetterFate fate) {
        return switch (fate) {
            case KEPT -> "true";
            case LOST -> "false";
            case UNWANTED -> "none";
        };
    }

    @Override
    public void streamHole(String topic, StreamHole.Cause cause) {
        holes.withTags("topic", topic, "reason", label(cause)).increment();
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
    public void handedOver(int frames, List<LogEntry> told, Instant since, Instant now) {
        deliveries.handedOver(frames, told, since, now);
    }

    @Override
    public void evicted(long entries) {
        evictions.increment((double) entries);
    }

    @Override
    public void sectionMoved(SectionMove move) {
        sectionMoves.withTag("move", label(move)).increment();
    }

    @Override
    public void shardsHeld(int held, int arrived, int left) {
        shards.set(held);
        shardMoves.withTag("move", "arrived").increment(arrived);
        shardMoves.withTag("move", "left").increment(left);
    }

    private AtomicInteger gauge(String name, String description) {
        var value = new AtomicInteger();
        show(name, description, value::get);
        return value;
    }

    private MeterProvider<Counter> counter(String name, String description) {
        return Counter.builder(name).description(description).withRegistry(registry);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
