package com.mesaya.realtime.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ClientMessageFuzzTest {

    @Property
    void hasAnAnswerToAnyText(@ForAll String text) {
        assertThat(ClientMessage.parse(text)).isNotNull();
    }

    @Property
    void hasAnAnswerToWhateverLooksLikeAMessage(@ForAll("messages") String text) {
        ClientMessage message = ClientMessage.parse(text);

        if (message instanceof ClientMessage.Authenticate authenticate) {
            assertThat(text).contains("authenticate").contains("token");
            assertThat(message.toString()).isEqualTo("Authenticate");
            assertThat(authenticate.token()).isNotNull();
        } else if (message == ClientMessage.Ping.INSTANCE) {
            assertThat(text).contains("ping");
        } else {
            assertThat(message).isInstanceOf(ClientMessage.Bad.class);
        }
    }

    /** Pieces of messages, put together right and wrong. */
    @Provide
    Arbitrary<String> messages() {
        Arbitrary<String> names = Arbitraries.of("action", "token", "Action", "", "\\u0061ction");
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of(
                        "\"ping\"", "\"authenticate\"", "null", "true", "1e999", "{}", "[[]]", "\"\\ud800\"", "\""),
                Arbitraries.strings().ofMaxLength(40).map(text -> "\"" + text + "\""));
        Arbitrary<String> members = Combinators.combine(names, values).as((name, value) -> "\"" + name + "\":" + value);
        return Combinators.combine(
                        Arbitraries.of("{", "", "[", " {"),
                        members.list().ofMaxSize(4),
                        Arbitraries.of("}", "", "]", "}}", "} x"))
                .as((open, list, close) -> open + String.join(",", list) + close);
    }
}
