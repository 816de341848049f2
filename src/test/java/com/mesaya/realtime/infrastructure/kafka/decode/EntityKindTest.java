package com.mesaya.realtime.infrastructure.kafka.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EventNature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityKindTest {

    @Test
    void hasATopicForEachActionAndOneForAll() {
        assertThat(Kinds.TABLE.topics())
                .containsExactly(
                        "mesa-ya.tables.created",
                        "mesa-ya.tables.updated",
                        "mesa-ya.tables.deleted",
                        "mesa-ya.tables.selecting",
                        "mesa-ya.tables.released",
                        "mesa-ya.tables.events");
    }

    @Test
    void isAnArrayInASectionByItsPlural() {
        assertThat(Kinds.SECTION_OBJECT.plural()).isEqualTo("section-objects");
    }

    @ParameterizedTest
    @CsvSource({
        "created, STATE",
        "updated, STATE",
        "status_changed, STATE",
        "deleted, DELETION",
        "selecting, HOLD",
        "released, RELEASE"
    })
    void knowsWhatAnActionMeans(String action, EventNature nature) {
        assertThat(Kinds.TABLE.natureOf(action)).isEqualTo(nature);
    }

    @Test
    void knowsHoldsOnlyWhereThereAreAny() {
        assertThat(Kinds.SECTION.natureOf("selecting")).isEqualTo(EventNature.STATE);
    }
}
