package com.mesaya.realtime.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

    @Test
    void wrapsThePayloadInAnEvent() {
        Frame frame = Frame.of("table.updated", "{\"id\":\"1\"}".getBytes(UTF_8));

        assertThat(new String(frame.bytes(), UTF_8))
                .isEqualTo("{\"event\":\"table.updated\",\"payload\":{\"id\":\"1\"}}");
    }

    @Test
    void leavesThePayloadsBytesAsTheyCame() {
        String payload = "{ \"n\" : 1.50e+2 , \"é\":\"\\u00e9\\/🍽\",\n\"z\":1,\"a\":2 }";

        Frame frame = Frame.of("table.updated", payload.getBytes(UTF_8));

        assertThat(frame.bytes())
                .isEqualTo(("{\"event\":\"table.updated\",\"payload\":" + payload + "}").getBytes(UTF_8));
    }

    @Test
    void cutsThePayloadOutOfALargerText() {
        byte[] source = "{\"data\":{\"id\":1},\"more\":2}".getBytes(UTF_8);

        Frame frame = Frame.of("table.created", source, 8, 16);

        assertThat(frame).isEqualTo(Frame.of("table.created", "{\"id\":1}".getBytes(UTF_8)));
    }

    @Test
    void keepsNoTieToTheBytesItWasMadeOf() {
        byte[] source = "{}".getBytes(UTF_8);
        Frame frame = Frame.of("table.created", source);

        source[0] = 'X';

        assertThat(frame).isEqualTo(Frame.of("table.created", "{}".getBytes(UTF_8)));
    }

    @Test
    void handsOutTheSameArrayToEverybody() {
        Frame frame = Frame.of("table.created", "{}".getBytes(UTF_8));

        assertThat(frame.bytes()).isSameAs(frame.bytes());
        assertThat(frame.size()).isEqualTo(frame.bytes().length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1}|7|{\"a\":1,\"id\":\"7\"}",
                "{}|7|{\"id\":\"7\"}",
                "{ }|7|{ \"id\":\"7\"}",
                "{\"a\":{} }|7|{\"a\":{} ,\"id\":\"7\"}",
                "{\"id\":null}|ñ\"\\🍽|{\"id\":null,\"id\":\"ñ\\\"\\\\🍽\"}"
            })
    void addsAnIdAsThePayloadsLastMember(String payload, String id, String expected) {
        Frame frame = Frame.of("table.deleted", payload.getBytes(UTF_8)).withId(id);

        assertThat(frame).isEqualTo(Frame.of("table.deleted", expected.getBytes(UTF_8)));
        assertThat(frame.samePayload(Frame.of("table.updated", expected.getBytes(UTF_8))))
                .isTrue();
    }

    @Test
    void comparesPayloadsUnderWhateverName() {
        Frame updated = Frame.of("table.updated", "{\"id\":1}".getBytes(UTF_8));

        assertThat(updated.samePayload(Frame.of("table.status_changed", "{\"id\":1}".getBytes(UTF_8))))
                .isTrue();
        assertThat(updated.samePayload(Frame.of("table.updated", "{\"id\": 1}".getBytes(UTF_8))))
                .isFalse();
    }

    @Test
    void equalsAFrameWithTheSameBytes() {
        Frame frame = Frame.of("table.updated", "{}".getBytes(UTF_8));

        assertThat(frame)
                .isEqualTo(Frame.of("table.updated", "{}".getBytes(UTF_8)))
                .hasSameHashCodeAs(Frame.of("table.updated", "{}".getBytes(UTF_8)))
                .isNotEqualTo(Frame.of("table.deleted", "{}".getBytes(UTF_8)))
                .isNotEqualTo("{}");
    }

    @Test
    void doesNotShowItsContentInLogs() {
        Frame frame = Frame.of("table.updated", "{\"name\":\"Ana\"}".getBytes(UTF_8));

        assertThat(frame.toString()).contains(Integer.toString(frame.size())).doesNotContain("Ana");
    }

    @Test
    void isMadeOutOfItsBytes() {
        Frame frame = Frame.of("table.updated", "{\"id\":\"1\"}".getBytes(UTF_8));

        Frame same = Frame.ofBytes(frame.bytes());

        assertThat(same).isEqualTo(frame);
        assertThat(same.samePayload(Frame.of("table.deleted", "{\"id\":\"1\"}".getBytes(UTF_8))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"event\":\"", "{\"event\":\"a\"}", "{\"Event\":\"a\",\"payload\":1}"})
    void isNotMadeOutOfOtherBytes(String text) {
        byte[] bytes = text.getBytes(UTF_8);

        assertThatIllegalArgumentException().isThrownBy(() -> Frame.ofBytes(bytes));
    }
}
