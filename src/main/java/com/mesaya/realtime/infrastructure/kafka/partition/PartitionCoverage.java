package com.mesaya.realtime.infrastructure.kafka.partition;

import com.mesaya.realtime.application.operations.PartitionBoard;
import com.mesaya.realtime.application.operations.ReadinessCheck;
import com.mesaya.realtime.domain.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Detects partitions that no node of this cluster reads. Then a member of the same consumer group outside of the cluster reads them,
 * and the viewers of this cluster miss those events. While partitions move between nodes some are read by no node for a moment; and
 * without Kafka there is nothing to read. Thread-safe.
 */
public final class PartitionCoverage implements ReadinessCheck {

    /** The interval at which Kafka is asked for the partitions; longer than that of the consumers. */
    private static final Duration REFRESH = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int NAMED = 5;
    private static final String NONE = "Kafka to assign partitions";
    private static final Comparator<Origin.Partition> ORDER =
            Comparator.comparing(Origin.Partition::topic).thenComparing(Origin.Partition::number);

    private final PartitionBoard board;
    private final Supplier<CompletionStage<Set<Origin.Partition>>> partitions;
    private final BooleanSupplier kafkaAnswers;
    private final Duration grace;
    private final InstantSource clock;
    private @Nullable Set<Origin.Partition> all;
    private Instant nextRefresh = Instant.MIN;
    private @Nullable Instant coveredUntil;

    /**
     * @param partitions asks Kafka which partitions exist
     * @param grace the time for which partitions may be missing before this node is no longer ready
     */
    public PartitionCoverage(
            PartitionBoard board,
            Supplier<CompletionStage<Set<Origin.Partition>>> partitions,
            BooleanSupplier kafkaAnswers,
            Duration grace,
            InstantSource clock) {
        this.board = board;
        this.partitions = partitions;
        this.kafkaAnswers = kafkaAnswers;
        this.grace = grace;
        this.clock = clock;
    }

    /** Checks once; to be called about every second. Completes when Kafka has answered, if it was asked, or its time is over. */
    public synchronized CompletionStage<Void> check() {
        missing();
        Instant now = clock.instant();
        if (now.isBefore(nextRefresh)) {
            return CompletableFuture.completedStage(null);
        }
        nextRefresh = now.plus(REFRESH);
        return CompletableFuture.completedStage(partitions)
                .thenCompose(Supplier::get)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .handle((listed, failure) -> {
                    note(listed);
                    return null;
                });
    }

    private synchronized void note(@Nullable Set<Origin.Partition> listed) {
        if (listed != null) {
            all = listed;
        }
        if (all == null || all.isEmpty()) {
            nextRefresh = Instant.MIN;
        }
    }

    @Override
    public synchronized List<String> waitsFor() {
        List<String> missing = missing();
        boolean bearable = coveredUntil != null && clock.instant().isBefore(coveredUntil.plus(grace));
        return bearable ? List.of() : missing;
    }

    @Override
    public synchronized List<String> degradedWithout() {
        return waitsFor().isEmpty() ? missing() : List.of();
    }

    private List<String> missing() {
        Set<Origin.Partition> read = board.readByAnybody();
        if (all == null || all.isEmpty() || read.isEmpty()) {
            bear(false);
            return List.of(NONE);
        }
        List<Origin.Partition> missing = all.stream()
                .filter(partition -> !read.contains(partition))
                .sorted(ORDER)
                .toList();
        bear(missing.isEmpty());
        return missing.isEmpty() ? List.of() : List.of(inWords(missing));
    }

    /** Restarts the grace period. Partitions also count as covered while Kafka does not answer, since then no node reads them. */
    private void bear(boolean covered) {
        if (covered || (coveredUntil != null && !kafkaAnswers.getAsBoolean())) {
            coveredUntil = clock.instant();
        }
    }

    private static String inWords(List<Origin.Partition> missing) {
        String named = missing.stream()
                .limit(NAMED)
                .map(partition -> partition.topic() + "-" + partition.number())
                .collect(Collectors.joining(", "));
        String more = missing.size() > NAMED ? " and " + (missing.size() - NAMED) + " more" : "";
        return "this cluster to read " + named + more;
    }
}
