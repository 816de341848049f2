package com.mesaya.realtime.infrastructure.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An entity's bytes reach clients exactly as they came, whatever JSON they are (contract, section 1). */
class UntouchedPayloadTest {

    private static final String START = "{\"id\":\"7\",\"sectionId\":\"terraza\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                START + "}",
                START
                        + ",\"n\":1.50,\"e\":1E+2,\"z\":-0.0,\"big\":123456789012345678901234567890.12345678901234567890}",
                START + ",\"name\":\"Jardín 🍽 日本\",\"ñ\":1}",
                START + ",\"esc\":\"\\u00e9\\/\\\"\\\\\\n\\ud83c\\udf7d\\ud800\"}",
                START + ",\"z\":1,\"a\":2,\"m\":{\"z\":1,\"a\":[3,{\"entity\":{}},[]]}}",
                START + ",\"unknown\":{\"entity\":{\"id\":\"8\"},\"data\":{}},\"brace\":\"}{\"}",
                START + ",\"twice\":1,\"twice\":2}",
                "{ \"id\" : \"7\" ,\r\n\t\"sectionId\" : \"terraza\" }",
                "{\"\\u0069d\":\"7\",\"section\\u0049d\":\"terraza\"}"
            })
    void standsInTheFrame(String entity) {
        String frame = "{\"event\":\"table.updated\",\"payload\":" + entity + "}";

        assertThat(frameOf("mesa-ya.tables.updated", "{\"entity\":" + entity + "}"))
                .isEqualTo(frame);
        assertThat(frameOf(
                        "mesa-ya.tables.updated",
                        "\n { \"before\" : \"ü🍽\" , \"entity\" : " + entity + " , \"after\" : [1] } \n"))
                .isEqualTo(frame);
        assertThat(frameOf("mesa-ya.tables.events", "{\"data\":" + entity + ",\"event_type\":\"updated\"}"))
                .isEqualTo(frame);
    }

    @ParameterizedTest
    @ValueSource(ints = {3_990, 7_990, 8_000, 100_000, 1_000_000})
    void standsInTheFrameHoweverLarge(int length) {
        String entity = START + ",\"notes\":\"" + "é".repeat(length) + "\"}";

        assertThat(frameOf("mesa-ya.tables.updated", "{\"entity\":" + entity + "}"))
                .isEqualTo("{\"event\":\"table.updated\",\"payload\":" + entity + "}");
    }

    private static String frameOf(String topic, String value) {
        var decoded = (EventDecoder.Event) Kinds.decode(topic, value.getBytes(UTF_8));
        return new String(decoded.event().frame().bytes(), UTF_8);
    }
}
