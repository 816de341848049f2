package com.mesaya.realtime.infrastructure.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.kafka.RestrictedConsumer;
import org.junit.jupiter.api.Test;

class AssignedPartitionsTest {

    private static final Set<TopicPartition> PARTITIONS = Set.of(new TopicPartition("mesa-ya.tables.updated", 0));

    private final AssignedPartitions assigned = new AssignedPartitions();
    private final RestrictedConsumer consumer =
            new RestrictedConsumer(new MockConsumer<>("earliest"), Duration.ofSeconds(1));

    @Test
    void isNotReadyBeforeItReadsAnything() {
        assigned.onAssign(Set.of(), consumer);

        assertThat(assigned.waitsFor()).containsExactly("Kafka to assign partitions");
        assertThat(assigned.degradedWithout()).isEmpty();
    }

    @Test
    void isReadyOnceItReads() {
        assigned.onAssign(PARTITIONS, consumer);

        assertThat(assigned.waitsFor()).isEmpty();
        assertThat(assigned.degradedWithout()).isEmpty();
    }

    @Test
    void isDegradedWhenItReadsNoMore() {
        assigned.onAssign(PARTITIONS, consumer);
        assigned.onLost(PARTITIONS, consumer);

        assertThat(assigned.waitsFor()).isEmpty();
        assertThat(assigned.degradedWithout()).containsExactly("Kafka to assign partitions");
    }
}
