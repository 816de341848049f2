package com.mesaya.realtime.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMessageTest {

    @ParameterizedTest
    @ValueSource(strings = {"{\"action\":\"ping\"}", " { \"n\": [1], \"action\" : \"pi\\u006eg\" } "})
    void understandsPing(String text) {
        assertThat(ClientMessage.parse(text)).isEqualTo(ClientMessage.Ping.INSTANCE);
    }

    @Test
    void understandsAuthenticateAndKeepsTheTokenToItself() {
        ClientMessage message = ClientMessage.parse("{\"action\":\"authenticate\",\"token\":\"s3cret\"}");

        assertThat(message).isEqualTo(new ClientMessage.Authenticate("s3cret"));
        assertThat(message.toString()).doesNotContain("s3cret");
        assertThat(new Inbound.Text("s3cret").toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|MESSAGE_INVALID",
                "ping|MESSAGE_INVALID",
                "null|MESSAGE_INVALID",
                "[]|MESSAGE_INVALID",
                "\"ping\"|MESSAGE_INVALID",
                "{}|MESSAGE_INVALID",
                "{\"action\":1}|MESSAGE_INVALID",
                "{\"action\":\"ping\"|MESSAGE_INVALID",
                "{\"action\":\"ping\"} {}|MESSAGE_INVALID",
                "{\"action\":\"authenticate\"}|MESSAGE_INVALID",
                "{\"action\":\"authenticate\",\"token\":7}|MESSAGE_INVALID",
                "{\"action\":\"Ping\"}|ACTION_UNKNOWN",
                "{\"action\":\"subscribe\"}|ACTION_UNKNOWN"
            })
    void saysWhatIsWrongWithAnythingElse(String text, ErrorCode code) {
        assertThat(ClientMessage.parse(text)).isEqualTo(new ClientMessage.Bad(code));
    }

    @Test
    void isNotTakenDownByNesting() {
        assertThat(ClientMessage.parse("[".repeat(60_000))).isEqualTo(new ClientMessage.Bad(ErrorCode.MESSAGE_INVALID));
    }
}
