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

/** Knows which partitions this node reads. Without any it isn't ready at first, and degraded later. Thread-safe. */
final class AssignedPartitions implements PartitionAssignmentHandler, ReadinessCheck {

    private static final Logger LOG = LoggerFactory.getLogger(AssignedPartitions.class);

    private final Set<TopicPartition> assigned = ConcurrentHashMap.newKeySet();
    private volatile boolean hasBeenAssigned;

    @Override
    public void onAssign(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        assigned.addAll(partitions);
        hasBeenAssigned |= !partitions.isEmpty();
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
        return hasBeenAssigned ? List.of() : missing();
    }

    @Override
    public List<String> degradedWithout() {
        return hasBeenAssigned ? missing() : List.of();
    }

    private List<String> missing() {
        return assigned.isEmpty() ? List.of("Kafka to assign partitions") : List.of();
    }
}
