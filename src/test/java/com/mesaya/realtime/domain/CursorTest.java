package com.mesaya.realtime.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CursorTest {

    @Test
    void movesWithinItsEpoch() {
        assertThat(new Cursor(-7, 3).at(9)).isEqualTo(new Cursor(-7, 9));
    }

    @Test
    void startsAtZero() {
        assertThat(new Cursor(1, 0).sequence()).isZero();
        assertThatThrownBy(() -> new Cursor(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
