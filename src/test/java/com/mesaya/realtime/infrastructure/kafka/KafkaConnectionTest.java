package com.mesaya.realtime.infrastructure.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
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
