package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.Origin;
import java.util.Set;

/** Where the nodes of the cluster tell each other which partitions they read. Thread-safe. */
public interface PartitionBoard {

    /** This node reads these, and no others. */
    void tellOwn(Set<Origin.Partition> partitions);

    /** What all nodes of the cluster read, as far as this one has heard; its own among them. */
    Set<Origin.Partition> readByAnybody();
}
