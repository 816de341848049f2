package com.mesaya.realtime.infrastructure.kafka.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.ErrorCode;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a record holds, decoding it ends in a code and never in an exception. */
class MalformedRecordsTest {

    private static final String V1 = "mesa-ya.tables.updated";
    private static final String V2 = "mesa-ya.tables.events";
    private static final String TABLE = "{\"id\":\"7\",\"sectionId\":\"terraza\"}";

    @Test
    void aRecordWithoutAValueIsInvalid() {
        assertThat(Kinds.decode(V1, new byte[0])).isEqualTo(new EventDecoder.Unusable(ErrorCode.INVALID_PAYLOAD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void aRecordThatIsNestedDeeplyIsInvalid(String opening) {
        String nested = "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\",\"x\":" + opening.repeat(100_000);

        assertThat(refused(V1, nested)).isEqualTo(ErrorCode.INVALID_PAYLOAD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"%s\"", "[\"%s\"]"})
    void aHugeValueThatNobodyLooksAtIsNoProblem(String value) {
        String huge = String.format(value, "7".repeat(900_000));
        String record = "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\",\"x\":" + huge + "}}";

        assertThat(Kinds.decode(V1, record.getBytes(UTF_8))).isInstanceOf(EventDecoder.Event.class);
    }

    @Test
    void hugeNumbersAndIdsAreInvalid() {
        String huge = "7".repeat(900_000);

        assertThat(refused(V1, "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\",\"x\":" + huge + "}}"))
                .isEqualTo(ErrorCode.INVALID_PAYLOAD);
        assertThat(refused(V1, "{\"entity\":{\"id\":\"7\",\"sectionId\":\"" + huge + "\"}}"))
                .isEqualTo(ErrorCode.INVALID_PAYLOAD);
        assertThat(refused(V1, "{\"entity\":{\"id\":\"" + huge + "\",\"sectionId\":\"terraza\"}}"))
                .isEqualTo(ErrorCode.INVALID_PAYLOAD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "null",
                "7",
                "[]",
                "\"text\"",
                "hello",
                "{",
                "{\"entity\":",
                "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\"",
                "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\"}",
                "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\"}}x",
                "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\"}}{}",
                "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\",}}",
                "{\"entity\":{id:\"7\",\"sectionId\":\"terraza\"}}",
                "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\",\"n\":NaN}}",
                "{\"entity\":{\"id\":\"7\",\"sectionId\":\"ter\u0001raza\"}}"
            })
    void whatIsNotOneJsonObjectIsInvalid(String value) {
        assertThat(refused(V1, value)).isEqualTo(ErrorCode.INVALID_PAYLOAD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"entity\":null}",
                "{\"entity\":[]}",
                "{\"entity\":\"tables\"}",
                "{\"entity\":{}}",
                "{\"entity\":{\"sectionId\":\"terraza\"}}",
                "{\"entity\":{\"id\":7,\"sectionId\":\"terraza\"}}",
                "{\"entity\":{\"id\":\"\",\"sectionId\":\"terraza\"}}",
                "{\"entityId\":\"\",\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\"}}",
                "{\"entity\":{\"id\":\"7\",\"sectionId\":\"../admin\"}}",
                "{\"entity\":{\"id\":\"7\",\"sectionId\":\"\"}}"
            })
    void aV1EnvelopeWithoutAUsableEntityIsInvalid(String value) {
        assertThat(refused(V1, value)).isEqualTo(ErrorCode.INVALID_PAYLOAD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":" + TABLE + "}",
                "{\"event_type\":7,\"data\":" + TABLE + "}",
                "{\"event_type\":\"\",\"data\":" + TABLE + "}",
                "{\"event_type\":\"Up\\\"dated\",\"data\":" + TABLE + "}",
                "{\"event_type\":\"updated\",\"entity\":" + TABLE + "}",
                "{\"event_type\":\"updated\",\"entity_subtype\":\"Dish\",\"data\":" + TABLE + "}"
            })
    void aV2EnvelopeWithoutAUsableActionOrEntityIsInvalid(String value) {
        assertThat(refused(V2, value)).isEqualTo(ErrorCode.INVALID_PAYLOAD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"entity\":{\"id\":\"7\"}}", "{\"entity\":{\"id\":\"7\",\"sectionId\":null}}"})
    void anEntityThatNamesNoSectionHasNobodyToBeToldOfIt(String value) {
        assertThat(refused(V1, value)).isEqualTo(ErrorCode.SECTION_UNKNOWN);
    }

    @Test
    void textInAnotherEncodingIsInvalid() {
        byte[] latin1 =
                "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\",\"name\":\"Jardín\"}}".getBytes(ISO_8859_1);

        assertThat(Kinds.decode(V1, latin1)).isEqualTo(new EventDecoder.Unusable(ErrorCode.INVALID_PAYLOAD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void wideTextIsInvalid(String encoding) {
        byte[] wide = ("{\"entity\":" + TABLE + "}").getBytes(Charset.forName(encoding));

        assertThat(Kinds.decode(V1, wide)).isEqualTo(new EventDecoder.Unusable(ErrorCode.INVALID_PAYLOAD));
    }

    @Test
    void aByteOrderMarkIsInvalid() {
        assertThat(refused(V1, "\uFEFF{\"entity\":" + TABLE + "}")).isEqualTo(ErrorCode.INVALID_PAYLOAD);
    }

    @Test
    void bytesThatAreNoTextAreInvalid() {
        byte[] overlong = {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'};

        assertThat(Kinds.decode(V1, overlong)).isEqualTo(new EventDecoder.Unusable(ErrorCode.INVALID_PAYLOAD));
    }

    @Test
    void bottomlessNestingIsInvalid() {
        String deep = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"entity\":" + TABLE + "}";

        assertThat(refused(V1, deep)).isEqualTo(ErrorCode.INVALID_PAYLOAD);
    }

    private static ErrorCode refused(String topic, String value) {
        return ((EventDecoder.Unusable) Kinds.decode(topic, value.getBytes(UTF_8))).code();
    }
}
