package com.mesaya.realtime.infrastructure.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class KafkaConnectionTest {

    private static final Instant NOON = Instant.parse("2025-10-19T12:00:00Z");
    private static final Duration BEYOND_PATIENCE = KafkaConnection.PATIENCE.plusMillis(1);

    private record Measured(MetricName metricName, Object metricValue) implements Metric {}

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final PrometheusMonitor monitor = new PrometheusMonitor();
    private CompletionStage<Map<MetricName, Metric>> metrics = answered(1);
    private final KafkaConnection connection = new KafkaConnection(() -> metrics, monitor, now::get);

    @Test
    void answersAsLongAsAnswersCome() {
        for (int answers = 1; answers < 10; answers++) {
            metrics = answered(answers);
            checkAfter(BEYOND_PATIENCE);
            assertThat(connection.degradedWithout()).isEmpty();
        }

        assertThat(monitor.scrape()).contains("mesaya_kafka_connected 1.0");
    }

    @Test
    void isSilentWhenNoAnswerComesForLongerThanItsPatience() {
        checkAfter(Duration.ZERO);

        checkAfter(KafkaConnection.PATIENCE.minusMillis(1));
        assertThat(connection.degradedWithout()).isEmpty();
        checkAfter(Duration.ofMillis(1));

        assertThat(connection.degradedWithout()).containsExactly("Kafka to answer");
        assertThat(monitor.scrape()).contains("mesaya_kafka_connected 0.0");
    }

    @Test
    void answersAgainWithAConsumerThatCountsFromTheBeginning() {
        metrics = answered(500);
        checkAfter(Duration.ZERO);
        checkAfter(BEYOND_PATIENCE);

        metrics = answered(2);
        checkAfter(Duration.ZERO);

        assertThat(connection.degradedWithout()).isEmpty();
    }

    @Test
    void isSilentIfNothingIsMeasuredAtAll() {
        metrics = CompletableFuture.failedStage(new IllegalStateException("no consumer"));

        checkAfter(BEYOND_PATIENCE);

        assertThat(connection.degradedWithout()).isNotEmpty();
    }

    @Test
    void doesNotWaitForAConsumerThatIsGone() {
        metrics = new CompletableFuture<>();

        checkAfter(BEYOND_PATIENCE);

        assertThat(connection.degradedWithout()).isNotEmpty();
    }

    @Test
    void neverKeepsAnybodyOut() {
        checkAfter(BEYOND_PATIENCE.multipliedBy(2));

        assertThat(connection.waitsFor()).isEmpty();
    }

    @Test
    void passesOnHowMuchThereIsToReadAndHowLongCommitsTake() {
        metrics = CompletableFuture.completedStage(Stream.of(
                        partitionLag("mesa-ya.tables.updated", 0, 3),
                        partitionLag("mesa-ya.tables.updated", 1, 4),
                        partitionLag("mesa-ya.tables.updated.v1", 0, 5),
                        partitionLag("mesa-ya.tables.created", 0, Double.NaN),
                        measured("consumer-coordinator-metrics", "commit-latency-avg", Map.of(), 250),
                        measured("consumer-coordinator-metrics", "commit-latency-max", Map.of(), 1500))
                .collect(Collectors.toMap(Metric::metricName, Function.identity())));

        checkAfter(Duration.ZERO);

        assertThat(monitor.scrape())
                .contains("mesaya_kafka_lag_records{topic=\"mesa-ya.tables.updated\"} 12.0")
                .doesNotContain("mesa-ya.tables.created")
                .contains("mesaya_kafka_commit_latency_average_seconds 0.25")
                .contains("mesaya_kafka_commit_latency_longest_seconds 1.5");
    }

    private static Metric partitionLag(String topic, int partition, double records) {
        var tags = Map.of("topic", topic, "partition", "" + partition);
        return measured("consumer-fetch-manager-metrics", "records-lag", tags, records);
    }

    private static Metric measured(String group, String name, Map<String, String> tags, double value) {
        return new Measured(new MetricName(name, group, "", tags), value);
    }

    private void checkAfter(Duration time) {
        now.updateAndGet(moment -> moment.plus(time));
        connection.check().toCompletableFuture().join();
    }

    private static CompletionStage<Map<MetricName, Metric>> answered(double times) {
        var total = new MetricName("response-total", "consumer-metrics", "", Map.of("client-id", "1"));
        var perNode = new MetricName("response-total", "consumer-node-metrics", "", Map.of());
        return CompletableFuture.completedStage(
                Map.of(total, new Measured(total, times), perNode, new Measured(perNode, Math.random())));
    }
}
