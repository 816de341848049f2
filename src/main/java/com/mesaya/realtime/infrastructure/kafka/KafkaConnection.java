package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.monitor.BrokerMonitor;
import com.mesaya.realtime.application.operations.ReadinessCheck;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects whether Kafka answers. The number of open connections does not show it: a connection to a broker that hangs, or that is
 * still being opened, counts too. But a member of a consumer group gets an answer from its broker with every heartbeat, even while it
 * reads nothing. Thread-safe.
 */
final class KafkaConnection implements ReadinessCheck {

    /** The interval of the checks. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    /** The time of two heartbeats, and of the second one's answer. */
    static final Duration PATIENCE = Duration.ofSeconds(7);

    private static final Logger LOG = LoggerFactory.getLogger(KafkaConnection.class);
    private static final String ANSWERS = "response-total";
    private static final String GROUP = "consumer-metrics";

    private final Supplier<CompletionStage<Map<MetricName, Metric>>> metrics;
    private final BrokerMonitor monitor;
    private final InstantSource clock;
    private @Nullable Object answersSoFar;
    private Instant lastAnswer;
    private volatile boolean isAnswering = true;

    /** @param metrics returns the metrics of the current consumer; may fail, or never complete */
    KafkaConnection(
            Supplier<CompletionStage<Map<MetricName, Metric>>> metrics, BrokerMonitor monitor, InstantSource clock) {
        this.metrics = metrics;
        this.monitor = monitor;
        this.clock = clock;
        this.lastAnswer = clock.instant();
    }

    /** Checks once; to be called at each interval. */
    CompletionStage<Void> check() {
        return CompletableFuture.completedStage(metrics)
                .thenCompose(Supplier::get)
                .toCompletableFuture()
                .orTimeout(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)
                .handle((measured, failure) -> {
                    note(failure == null ? answers(measured) : null);
                    if (failure == null) {
                        ConsumerMeasures.report(monitor, measured);
                    }
                    return null;
                });
    }

    private static @Nullable Object answers(Map<MetricName, Metric> measured) {
        return measured.entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(ANSWERS)
                        && metric.getKey().group().equals(GROUP))
                .map(metric -> metric.getValue().metricValue())
                .findFirst()
                .orElse(null);
    }

    private synchronized void note(@Nullable Object answers) {
        Instant now = clock.instant();
        if (answers != null && !answers.equals(answersSoFar)) {
            answersSoFar = answers;
            lastAnswer = now;
        }
        boolean answering = now.isBefore(lastAnswer.plus(PATIENCE));
        if (isAnswering && !answering) {
            LOG.warn("Kafka doesn't answer; clients stay connected, and get the changes when it answers again");
        } else if (!isAnswering && answering) {
            LOG.info("Kafka answers again");
        }
        isAnswering = answering;
        monitor.kafkaAnswers(answering);
    }

    boolean isAnswering() {
        return isAnswering;
    }

    @Override
    public List<String> degradedWithout() {
        return isAnswering ? List.of() : List.of("Kafka to answer");
    }
}
