package com.mesaya.realtime.infrastructure.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Metrics of this node's consumer. Thread-safe. */
final class KafkaMeters {

    private static final double NANOS_PER_SECOND = 1e9;

    private final MultiGauge lag;
    private volatile boolean answers;
    private volatile Duration averageCommit = Duration.ZERO;
    private volatile Duration longestCommit = Duration.ZERO;

    KafkaMeters(MeterRegistry registry) {
        lag = MultiGauge.builder("mesaya.kafka.lag.records")
                .description("Records that this node has not read yet, by topic")
                .register(registry);
        Gauge.builder("mesaya.kafka.connected", () -> answers ? 1 : 0)
                .description("Whether Kafka answers")
                .register(registry);
        Gauge.builder("mesaya.kafka.commit.latency.average", () -> seconds(averageCommit))
                .description("Recent average duration of offset commits")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("mesaya.kafka.commit.latency.longest", () -> seconds(longestCommit))
                .description("Recent maximum duration of offset commits")
                .baseUnit("seconds")
                .register(registry);
    }

    void answers(boolean whetherItDoes) {
        answers = whetherItDoes;
    }

    /** Sets the lag of each topic. Topics without a value are now read by other nodes. */
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
