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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ud800",
                "a\ud800",
                "\udc00",
                "\udc00\ud800",
                "\ud800\ud800",
                "\ud83cx",
                "a\u0000",
                "\n",
                "\u007f",
                "\u0085"
            })
    void refusesIdsThatAreNoTextToPassOn(String id) {
        assertThat(EntityKey.parse("table", id)).isEmpty();
        assertThatThrownBy(() -> new EntityKey("table", id)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", " ", "a/b", "\"", "\\", "ñ", "\ud83c\udf7d", "\ufeff", "A"})
    void takesAnyOtherTextAsAnId(String id) {
        assertThat(EntityKey.parse("table", id))
                .hasValueSatisfying(key -> assertThat(key.id()).isEqualTo(id));
    }

    @Test
    void isTheSameUuidInUpperAndInLowerCase() {
        assertThat(new EntityKey("table", "9D2F0C8E-34C1-4C0E-8F57-0F2A9BE4C3D1"))
                .isEqualTo(new EntityKey("table", "9d2f0c8e-34c1-4c0e-8f57-0f2a9be4c3d1"));
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
