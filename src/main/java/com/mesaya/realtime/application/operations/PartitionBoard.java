package com.mesaya.realtime.application.operations;

import com.mesaya.realtime.domain.Origin;
import java.util.Set;

/** Shares between the nodes of the cluster which partitions each node reads. Thread-safe. */
public interface PartitionBoard {

    /** Publishes the complete set of partitions that this node reads. */
    void publishOwn(Set<Origin.Partition> partitions);

    /** Returns the partitions that all nodes together read, including this node, as far as this node knows. */
    Set<Origin.Partition> readByAnybody();
}
