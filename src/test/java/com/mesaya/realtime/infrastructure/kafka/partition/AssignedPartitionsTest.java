package com.mesaya.realtime.infrastructure.kafka.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.testing.LonelyBoard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.kafka.RestrictedConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssignedPartitionsTest {

    private static final TopicPartition ONE = new TopicPartition("mesa-ya.tables.updated", 0);
    private static final TopicPartition OTHER = new TopicPartition("mesa-ya.tables.updated", 1);

    private final LonelyBoard board = new LonelyBoard();
    private final AssignedPartitions assigned = new AssignedPartitions(board, false);
    private final AssignedPartitions fromEnd = new AssignedPartitions(board, true);
    private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("none");
    private final RestrictedConsumer consumer = new RestrictedConsumer(kafka, Duration.ofSeconds(1));

    @BeforeEach
    void assign() {
        kafka.assign(List.of(ONE, OTHER));
        kafka.updateBeginningOffsets(Map.of(ONE, 3L, OTHER, 4L));
        kafka.updateEndOffsets(Map.of(ONE, 30L, OTHER, 40L));
    }

    @Test
    void publishesTheAssignedPartitions() {
        assigned.onAssign(Set.of(ONE), consumer);
        assigned.onAssign(Set.of(OTHER), consumer);
        assigned.onRevoke(Set.of(ONE), consumer);

        assertThat(board.readByAnybody()).containsExactly(new Origin.Partition("mesa-ya.tables.updated", 1));
    }

    @Test
    void publishesTheRestAfterALoss() {
        assigned.onAssign(Set.of(ONE, OTHER), consumer);
        assigned.onLost(Set.of(ONE), consumer);

        assertThat(board.readByAnybody()).hasSize(1);
    }

    @Test
    void publishesNoPartitionWhenItStops() {
        assigned.onAssign(Set.of(ONE, OTHER), consumer);
        assigned.onStop(Set.of(ONE), consumer);

        assertThat(board.readByAnybody()).isEmpty();
    }

    @Test
    void readsFromTheBeginningWhereItsGroupHasNoPlaceYet() {
        kafka.commitSync(Map.of(ONE, new OffsetAndMetadata(17)));

        assigned.onAssign(Set.of(ONE, OTHER), consumer);

        assertThat(kafka.position(ONE)).isEqualTo(17);
        assertThat(kafka.position(OTHER)).isEqualTo(4);
    }

    @Test
    void takesItsPlaceAtTheEndAtOnceIfItIsToStartThere() {
        kafka.commitSync(Map.of(ONE, new OffsetAndMetadata(17)));

        fromEnd.onAssign(Set.of(ONE, OTHER), consumer);

        assertThat(kafka.position(ONE)).isEqualTo(17);
        assertThat(kafka.position(OTHER)).isEqualTo(40);
        assertThat(kafka.committed(Set.of(OTHER))).containsEntry(OTHER, new OffsetAndMetadata(40));
    }

    @Test
    void readsFromTheBeginningWhatAppearsLater() {
        fromEnd.onAssign(Set.of(ONE), consumer);

        fromEnd.onAssign(Set.of(OTHER), consumer);

        assertThat(kafka.position(OTHER)).isEqualTo(4);
    }

    @Test
    void readsFromTheBeginningWhatAppearsWhileOthersRead() {
        board.publishOwn(Set.of(new Origin.Partition("mesa-ya.tables.updated", 0)));

        fromEnd.onAssign(Set.of(OTHER), consumer);

        assertThat(kafka.position(OTHER)).isEqualTo(4);
    }
}
