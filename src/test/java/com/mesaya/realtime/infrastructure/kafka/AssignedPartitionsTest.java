package com.mesaya.realtime.infrastructure.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.testing.LonelyBoard;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.kafka.RestrictedConsumer;
import org.junit.jupiter.api.Test;

class AssignedPartitionsTest {

    private static final TopicPartition ONE = new TopicPartition("mesa-ya.tables.updated", 0);
    private static final TopicPartition OTHER = new TopicPartition("mesa-ya.tables.updated", 1);

    private final LonelyBoard board = new LonelyBoard();
    private final AssignedPartitions assigned = new AssignedPartitions(board);
    private final RestrictedConsumer consumer =
            new RestrictedConsumer(new MockConsumer<>("earliest"), Duration.ofSeconds(1));

    @Test
    void tellsWhatItReads() {
        assigned.onAssign(Set.of(ONE), consumer);
        assigned.onAssign(Set.of(OTHER), consumer);
        assigned.onRevoke(Set.of(ONE), consumer);

        assertThat(board.readByAnybody()).containsExactly(new Origin.Partition("mesa-ya.tables.updated", 1));
    }

    @Test
    void tellsWhatItLost() {
        assigned.onAssign(Set.of(ONE, OTHER), consumer);
        assigned.onLost(Set.of(ONE), consumer);

        assertThat(board.readByAnybody()).hasSize(1);
    }

    @Test
    void tellsThatItReadsNothingWhenItStops() {
        assigned.onAssign(Set.of(ONE, OTHER), consumer);
        assigned.onStop(Set.of(ONE), consumer);

        assertThat(board.readByAnybody()).isEmpty();
    }
}
