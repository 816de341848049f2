package com.mesaya.realtime.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"table", "section-object", "menu_item", "t", "x2"})
    void takesLowerCaseWordsAsKinds(String kind) {
        assertThat(EntityKey.isValid(kind, "1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Table", "2table", "-table", "ta\"ble", "table.x", "mesa ", "niño"})
    void refusesKindsThatWouldNeedEscaping(String kind) {
        assertThat(EntityKey.isValid(kind, "1")).isFalse();
        assertThatThrownBy(() -> new EntityKey(kind, "1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnEmptyId() {
        assertThat(EntityKey.isValid("table", "")).isFalse();
        assertThatThrownBy(() -> new EntityKey("table", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsTheIdTo128Characters() {
        assertThat(EntityKey.isValid("table", "x".repeat(128))).isTrue();
        assertThat(EntityKey.isValid("table", "x".repeat(129))).isFalse();
    }

    @Test
    void limitsTheKindTo64Characters() {
        assertThat(EntityKey.isValid("x".repeat(64), "1")).isTrue();
        assertThat(EntityKey.isValid("x".repeat(65), "1")).isFalse();
    }

    @Test
    void tellsKindsWithTheSameIdApart() {
        assertThat(new EntityKey("table", "1")).isNotEqualTo(new EntityKey("object", "1"));
    }
}
