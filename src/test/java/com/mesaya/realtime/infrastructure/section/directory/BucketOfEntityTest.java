package com.mesaya.realtime.infrastructure.section.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes of two versions must agree on the bucket of an entity. */
class BucketOfEntityTest {

    @ParameterizedTest
    @CsvSource({"table, 1, 35", "table, 4f6a8a1e-6b0c-4c55-9d7e-0a6f1d2c3b4a, 4", "object, silla, 44"})
    void isTheSameInEachVersion(String kind, String id, int bucket) {
        assertThat(ShardedDirectory.bucketOf(new EntityKey(kind, id), 64)).isEqualTo(bucket);
    }
}
