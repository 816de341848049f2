package com.mesaya.realtime.infrastructure.kafka.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.testing.LonelyBoard;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionCoverageTest {

    private static final Duration GRACE = Duration.ofSeconds(20);

    private final LonelyBoard board = new LonelyBoard();
    private Instant now = Instant.EPOCH;
    private boolean kafkaAnswers = true;
    private CompletableFuture<Set<Origin.Partition>> kafka = CompletableFuture.completedFuture(partitions(3));
    private final PartitionCoverage coverage =
            new PartitionCoverage(board, () -> kafka, () -> kafkaAnswers, GRACE, () -> now);

    @Test
    void isNotReadyBeforeKafkaHasToldWhatThereIs() {
        kafka = CompletableFuture.failedFuture(new IllegalStateException("no broker"));
        board.publishOwn(partitions(3));
        coverage.check();

        assertThat(coverage.waitsFor()).containsExactly("Kafka to assign partitions");
        assertThat(coverage.degradedWithout()).isEmpty();

        kafka = CompletableFuture.completedFuture(partitions(3));
        coverage.check();

        assertThat(coverage.waitsFor()).isEmpty();
    }

    @Test
    void asksAgainAtOnceIfThereIsNothingToReadYet() {
        kafka = CompletableFuture.completedFuture(Set.of());
        coverage.check();
        kafka = CompletableFuture.completedFuture(partitions(3));
        board.publishOwn(partitions(3));
        coverage.check();

        assertThat(coverage.waitsFor()).isEmpty();
    }

    @Test
    void isNotReadyBeforeAnybodyReads() {
        coverage.check();

        assertThat(coverage.waitsFor()).containsExactly("Kafka to assign partitions");
    }

    @Test
    void isNotReadyBeforeEverythingIsReadAndSaysWhatIsNot() {
        kafka = CompletableFuture.completedFuture(partitions(9));
        board.publishOwn(partitions(2));
        coverage.check();

        assertThat(coverage.waitsFor())
                .containsExactly("this cluster to read tables-2, tables-3, tables-4, tables-5, tables-6 and 2 more");
    }

    @Test
    void isReadyOnceEverythingIsRead() {
        board.publishOwn(partitions(3));
        coverage.check();

        assertThat(coverage.waitsFor()).isEmpty();
        assertThat(coverage.degradedWithout()).isEmpty();
    }

    @Test
    void isDegradedForAWhileAndThenNotReadyWhenOthersReadSomething() {
        becomesReady();
        board.publishOwn(partitions(2));

        assertThat(coverage.waitsFor()).isEmpty();
        assertThat(coverage.degradedWithout()).containsExactly("this cluster to read tables-2");
        passes(GRACE);

        assertThat(coverage.waitsFor()).containsExactly("this cluster to read tables-2");
        assertThat(coverage.degradedWithout()).isEmpty();
    }

    @Test
    void isReadyAgainAfterARebalance() {
        becomesReady();
        board.publishOwn(partitions(0));
        passes(GRACE.minusSeconds(1));
        board.publishOwn(partitions(3));
        passes(GRACE);

        assertThat(coverage.waitsFor()).isEmpty();
    }

    @Test
    void staysDegradedWhileKafkaIsAwayAndForAWhileAfterIt() {
        becomesReady();
        kafkaAnswers = false;
        board.publishOwn(partitions(0));
        passes(GRACE.multipliedBy(10));
        kafkaAnswers = true;
        passes(GRACE.minusSeconds(1));

        assertThat(coverage.waitsFor()).isEmpty();
        assertThat(coverage.degradedWithout()).containsExactly("Kafka to assign partitions");
        passes(Duration.ofSeconds(1));
        assertThat(coverage.waitsFor()).containsExactly("Kafka to assign partitions");
    }

    @Test
    void noticesPartitionsThatAreNew() {
        becomesReady();
        kafka = CompletableFuture.completedFuture(partitions(4));
        passes(Duration.ofSeconds(10));

        assertThat(coverage.degradedWithout()).containsExactly("this cluster to read tables-3");
    }

    private void becomesReady() {
        board.publishOwn(partitions(3));
        coverage.check();
        assertThat(coverage.waitsFor()).isEmpty();
    }

    private void passes(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            now = now.plusSeconds(1);
            coverage.check();
        }
    }

    private static Set<Origin.Partition> partitions(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new Origin.Partition("tables", number))
                .collect(Collectors.toSet());
    }
}
