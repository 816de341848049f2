package com.mesaya.realtime.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OriginTest {

    @Test
    void knowsThePartitionItStandsIn() {
        assertThat(new Origin("mesa-ya.tables.updated", 2, 7, null).in())
                .isEqualTo(new Origin.Partition("mesa-ya.tables.updated", 2));
    }

    @Test
    void startsAtPartitionAndOffsetZero() {
        assertThat(new Origin("t", 0, 0, null).offset()).isZero();
        assertThatThrownBy(() -> new Origin("t", -1, 0, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Origin("t", 0, -1, null)).isInstanceOf(IllegalArgumentException.class);
    }
}
