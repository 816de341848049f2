package com.mesaya.realtime.testing;

import com.mesaya.realtime.application.operations.PartitionBoard;
import com.mesaya.realtime.domain.Origin;
import java.util.Set;

/** The board of a node that is alone. */
public final class LonelyBoard implements PartitionBoard {

    private volatile Set<Origin.Partition> read = Set.of();

    @Override
    public void publishOwn(Set<Origin.Partition> partitions) {
        read = Set.copyOf(partitions);
    }

    @Override
    public Set<Origin.Partition> readByAnybody() {
        return read;
    }
}
