package com.mesaya.realtime.infrastructure.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** How this node gets on with Kafka. Thread-safe. */
final class KafkaMeters {

    private static final double NANOS_PER_SECOND = 1e9;

    private final MultiGauge lag;
    private volatile boolean answers;
    private volatile Duration averageCommit = Duration.ZERO;
    private volatile Duration longestCommit = Duration.ZERO;

    KafkaMeters(MeterRegistry registry) {
        lag = MultiGauge.builder("mesaya.kafka.lag.records")
                .description("Records that this node has yet to read, by topic")
                .register(registry);
        Gauge.builder("mesaya.kafka.connected", () -> answers ? 1 : 0)
                .description("Whether Kafka answers")
                .register(registry);
        Gauge.builder("mesaya.kafka.commit.latency.average", () -> seconds(averageCommit))
                .description("How long commits of offsets take on average, of late")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("mesaya.kafka.commit.latency.longest", () -> seconds(longestCommit))
                .description("How long the slowest commit of offsets took, of late")
                .baseUnit("seconds")
                .register(registry);
    }

    void answers(boolean whetherItDoes) {
        answers = whetherItDoes;
    }

    /** Topics that aren't named any more are read by others. */
    void lag(Map<String, Long> recordsByTopic) {
        lag.register(
                recordsByTopic.entrySet().stream()
                        .map(topic -> MultiGauge.Row.of(Tags.of("topic", topic.getKey()), topic.getValue()))
                        .collect(Collectors.toList()),
                true);
    }

    void commits(Duration average, Duration longest) {
        averageCommit = average;
        longestCommit = longest;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }
}
