package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.ReadinessCheck;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.kafka.RestrictedConsumer;
import org.apache.pekko.kafka.javadsl.PartitionAssignmentHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows which partitions this node reads. Thread-safe. */
final class AssignedPartitions implements PartitionAssignmentHandler, ReadinessCheck {

    private static final Logger LOG = LoggerFactory.getLogger(AssignedPartitions.class);

    private final Set<TopicPartition> assigned = ConcurrentHashMap.newKeySet();

    @Override
    public void onAssign(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        assigned.addAll(partitions);
        LOG.info("Reading {} partitions", assigned.size());
    }

    @Override
    public void onRevoke(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        assigned.removeAll(partitions);
    }

    @Override
    public void onLost(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        assigned.removeAll(partitions);
    }

    @Override
    public void onStop(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        assigned.clear();
    }

    @Override
    public List<String> waitsFor() {
        return assigned.isEmpty() ? List.of("Kafka to assign partitions") : List.of();
    }
}
