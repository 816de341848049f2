package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.PartitionBoard;
import com.mesaya.realtime.domain.Origin;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.kafka.RestrictedConsumer;
import org.apache.pekko.kafka.javadsl.PartitionAssignmentHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the other nodes which partitions this one reads. Thread-safe. */
final class AssignedPartitions implements PartitionAssignmentHandler {

    private static final Logger LOG = LoggerFactory.getLogger(AssignedPartitions.class);

    private final PartitionBoard board;
    private final Set<TopicPartition> assigned = new HashSet<>();

    AssignedPartitions(PartitionBoard board) {
        this.board = board;
    }

    @Override
    public synchronized void onAssign(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        assigned.addAll(partitions);
        LOG.info("Reading {} partitions", assigned.size());
        tell();
    }

    @Override
    public synchronized void onRevoke(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        assigned.removeAll(partitions);
        tell();
    }

    @Override
    public synchronized void onLost(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        assigned.removeAll(partitions);
        tell();
    }

    @Override
    public synchronized void onStop(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        assigned.clear();
        tell();
    }

    private void tell() {
        board.tellOwn(assigned.stream()
                .map(partition -> new Origin.Partition(partition.topic(), partition.partition()))
                .collect(Collectors.toSet()));
    }
}
