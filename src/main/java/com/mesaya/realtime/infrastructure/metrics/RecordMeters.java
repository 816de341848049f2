package com.mesaya.realtime.infrastructure.metrics;

import static com.mesaya.realtime.infrastructure.metrics.Meters.OUTCOME;
import static com.mesaya.realtime.infrastructure.metrics.Meters.counter;
import static com.mesaya.realtime.infrastructure.metrics.Meters.label;

import com.mesaya.realtime.application.topic.DeadLetterFate;
import com.mesaya.realtime.application.topic.StreamHole;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.log.AppendOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Metrics of Kafka records: their outcomes, dead letters, and gaps. Thread-safe. */
final class RecordMeters {

    private static final String TOPIC = "topic";
    private static final List<ErrorCode> REJECTIONS = List.of(
            ErrorCode.INVALID_PAYLOAD,
            ErrorCode.UNSUPPORTED_VERSION,
            ErrorCode.SECTION_UNKNOWN,
            ErrorCode.TOPIC_NOT_FOUND,
            ErrorCode.RECORD_TOO_BIG,
            ErrorCode.INTERNAL);

    private final MeterProvider<Counter> events;
    /** The counters of each topic, by outcome: a search in the registry for each record would cost more than the count. */
    private final Map<String, Map<AppendOutcome, Counter>> routed = new ConcurrentHashMap<>();

    private final MeterProvider<Counter> deadLetters;
    private final MeterProvider<Counter> unreadableVersions;
    private final MeterProvider<Counter> holes;
    private final Timer routing;

    RecordMeters(MeterRegistry registry) {
        events = counter(registry, "mesaya.events", "Kafka records, by topic and outcome");
        deadLetters = counter(
                registry,
                "mesaya.dead.letters",
                "Rejected records, by error code and by whether the dead letter was stored");
        unreadableVersions = counter(
                registry, "mesaya.events.unreadable.version", "Unreadable timestamps in Kafka records, by topic");
        holes = counter(registry, "mesaya.kafka.holes", "Gaps in topics, by topic and cause");
        routing = Histograms.timer(
                        "mesaya.routing.duration", "Time from the read of a record until it may be committed")
                .register(registry);
        for (ErrorCode code : REJECTIONS) {
            for (DeadLetterFate fate : DeadLetterFate.values()) {
                deadLetters.withTags("code", label(code), "kept", kept(fate));
            }
        }
    }

    /** Creates the series of these topics. */
    void expect(Collection<String> topics) {
        for (String topic : topics) {
            for (AppendOutcome outcome : AppendOutcome.values()) {
                routedCounter(topic, outcome);
            }
            unreadableVersions.withTag(TOPIC, topic);
            for (StreamHole.Cause cause : StreamHole.Cause.values()) {
                holes.withTags(TOPIC, topic, "reason", label(cause));
            }
        }
    }

    void handled(Duration took) {
        routing.record(took);
    }

    /** Counts a record that a section's log has accepted or refused. */
    void count(String topic, AppendOutcome outcome) {
        routedCounter(topic, outcome).increment();
    }

    private Counter routedCounter(String topic, AppendOutcome outcome) {
        return routed.computeIfAbsent(topic, first -> new ConcurrentHashMap<>())
                .computeIfAbsent(outcome, first -> events.withTags(TOPIC, topic, OUTCOME, label(outcome)));
    }

    void count(String topic, String outcome) {
        events.withTags(TOPIC, topic, OUTCOME, outcome).increment();
    }

    void versionUnreadable(String topic) {
        unreadableVersions.withTag(TOPIC, topic).increment();
    }

    void deadLetter(ErrorCode code, DeadLetterFate fate) {
        deadLetters.withTags("code", label(code), "kept", kept(fate)).increment();
    }

    void hole(String topic, StreamHole.Cause cause) {
        holes.withTags(TOPIC, topic, "reason", label(cause)).increment();
    }

    private static String kept(DeadLetterFate fate) {
        return switch (fate) {
            case KEPT -> "true";
            case LOST -> "false";
            case UNWANTED -> "none";
        };
    }
}
