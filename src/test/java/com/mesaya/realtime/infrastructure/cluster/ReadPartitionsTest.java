package com.mesaya.realtime.infrastructure.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Origin;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadPartitionsTest {

    @Test
    void areToldInAShortText() {
        var partitions = Set.of(
                new Origin.Partition("mesa-ya.tables.updated", 10),
                new Origin.Partition("mesa-ya.tables.updated", 2),
                new Origin.Partition("a_b", 0));

        String text = ReadPartitions.format(partitions);

        assertThat(text).isEqualTo("a_b:0 mesa-ya.tables.updated:2,10");
        assertThat(ReadPartitions.parse(text)).containsExactlyInAnyOrderElementsOf(partitions);
    }

    @Test
    void mayBeNone() {
        assertThat(ReadPartitions.parse(ReadPartitions.format(Set.of()))).isEmpty();
    }
}
