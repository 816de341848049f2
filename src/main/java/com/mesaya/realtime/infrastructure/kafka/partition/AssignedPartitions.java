package com.mesaya.realtime.infrastructure.kafka.partition;

import com.mesaya.realtime.application.operations.PartitionBoard;
import com.mesaya.realtime.domain.Origin;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.pekko.kafka.RestrictedConsumer;
import org.apache.pekko.kafka.javadsl.PartitionAssignmentHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes to the other nodes which partitions this node reads, as soon as their start offsets are fixed. Thread-safe. */
public final class AssignedPartitions implements PartitionAssignmentHandler {

    private static final Logger LOG = LoggerFactory.getLogger(AssignedPartitions.class);

    private final PartitionBoard board;
    private final boolean startsAtEnd;
    private final Set<TopicPartition> assigned = new HashSet<>();
    private boolean hasBegun;

    /** @param startsAtEnd whether a consumer group without offsets starts with the records published next */
    public AssignedPartitions(PartitionBoard board, boolean startsAtEnd) {
        this.board = board;
        this.startsAtEnd = startsAtEnd;
    }

    @Override
    public synchronized void onAssign(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        settle(partitions, consumer);
        assigned.addAll(partitions);
        LOG.info("Reading {} partitions", assigned.size());
        publish();
    }

    /**
     * Sets a start offset in each partition that has none. Without one, records published before the first commit might be skipped.
     * A partition without an offset that appears while others are already read is new, and is read from its start.
     */
    private void settle(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
        Set<TopicPartition> unknown = partitions.stream()
                .filter(partition -> committed.get(partition) == null)
                .collect(Collectors.toSet());
        boolean atEnd = startsAtEnd && !hasBegun && board.readByAnybody().isEmpty();
        Map<TopicPartition, Long> places = atEnd ? consumer.endOffsets(unknown) : consumer.beginningOffsets(unknown);
        places.forEach(consumer::seek);
        if (atEnd) {
            keep(places, consumer);
        }
        hasBegun |= !partitions.isEmpty();
    }

    private static void keep(Map<TopicPartition, Long> places, RestrictedConsumer consumer) {
        Map<TopicPartition, OffsetAndMetadata> offsets = places.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, place -> new OffsetAndMetadata(place.getValue())));
        try {
            consumer.commitSync(offsets);
        } catch (TopicAuthorizationException refused) {
            // Such topics are not read, so they need no offset.
            offsets.keySet().removeIf(place -> refused.unauthorizedTopics().contains(place.topic()));
            consumer.commitSync(offsets);
        }
    }

    @Override
    public synchronized void onRevoke(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        assigned.removeAll(partitions);
        publish();
    }

    @Override
    public synchronized void onLost(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        assigned.removeAll(partitions);
        publish();
    }

    @Override
    public synchronized void onStop(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
        assigned.clear();
        publish();
    }

    private void publish() {
        board.publishOwn(assigned.stream()
                .map(partition -> new Origin.Partition(partition.topic(), partition.partition()))
                .collect(Collectors.toSet()));
    }
}
