package com.mesaya.realtime.application.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicNameTest {

    @ParameterizedTest
    @CsvSource({
        "mesa-ya.tables.updated, mesa-ya.tables.updated, 0",
        "mesa-ya.tables.updated.v1, mesa-ya.tables.updated, 1",
        "mesa-ya.tables.events.v2, mesa-ya.tables.events, 2",
        "mesa-ya.tables.events.v999999, mesa-ya.tables.events, 999999",
        "mesa-ya.v1.tables, mesa-ya.v1.tables, 0",
        "mesa-ya.tables.vip, mesa-ya.tables.vip, 0",
        "mesa-ya.tables.v, mesa-ya.tables.v, 0",
        "mesa-ya.tables-v1, mesa-ya.tables-v1, 0",
        "mesa-ya.tables.v99999999999, mesa-ya.tables.v99999999999, 0",
        "v1, v1, 0"
    })
    void takesTheVersionOffTheEnd(String topic, String base, int version) {
        TopicName name = TopicName.parse(topic);

        assertThat(name.base()).isEqualTo(base);
        assertThat(name.version()).isEqualTo(version);
    }

    @Test
    void endsInAWord() {
        assertThat(TopicName.parse("mesa-ya.tables.updated.v1").lastWord()).isEqualTo("updated");
        assertThat(TopicName.parse("tables").lastWord()).isEqualTo("tables");
    }
}
