package com.mesaya.realtime.transport.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffersTest {

    private static final String ACCEPTED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    private static final String FULL_WINDOW = ACCEPTED + "; server_max_window_bits=15";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "Permessage-Deflate",
                " permessage-deflate ",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate;client_max_window_bits=8",
                "permessage-deflate; client_max_window_bits=15",
                "permessage-deflate; client_max_window_bits = \"10\"",
                "permessage-deflate; server_no_context_takeover",
                "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
                "permessage-deflate\t;\tCLIENT_NO_CONTEXT_TAKEOVER",
                ", ,permessage-deflate",
                "x-webkit-deflate-frame, permessage-deflate",
                "x-other; a=\"b,c;d\\\"\", permessage-deflate",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate",
                "permessage-deflate; mode=fast, permessage-deflate; client_max_window_bits"
            })
    void acceptsAnOffer(String offer) {
        assertThat(Offers.answer(List.of(offer))).contains(ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_max_window_bits=15",
                "permessage-deflate; server_max_window_bits=\"15\"",
                "permessage-deflate; server_max_window_bits=\"1\\5\"; client_max_window_bits"
            })
    void statesTheFullWindowIfTheClientNamesIt(String offer) {
        assertThat(Offers.answer(List.of(offer))).contains(FULL_WINDOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "permessage-deflate2",
                "x-webkit-deflate-frame",
                "permessage-deflate; mode=fast",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=14",
                "permessage-deflate; server_max_window_bits=8",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=015",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=09",
                "permessage-deflate; client_max_window_bits=\"\"",
                "permessage-deflate; client_max_window_bits=",
                "permessage-deflate; client_no_context_takeover=true",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate client_max_window_bits",
                "permessage-deflate;",
                "permessage-deflate; =15",
                "permessage-deflate; client_max_window_bits=\"10",
                "permessage-deflate; client_max_window_bits=1é",
                "\"permessage-deflate\"",
                "permessage-deflate="
            })
    void declinesAnOffer(String offer) {
        assertThat(Offers.answer(List.of(offer))).isEmpty();
    }

    @Test
    void takesTheFirstAcceptableOfferOfAllHeaders() {
        assertThat(Offers.answer(List.of())).isEmpty();
        assertThat(Offers.answer(List.of("x", "permessage-deflate; ?", "permessage-deflate")))
                .contains(ACCEPTED);
        assertThat(Offers.answer(List.of("permessage-deflate; server_max_window_bits=15", "permessage-deflate")))
                .contains(FULL_WINDOW);
    }

    @Test
    void readsALongHeaderInNoTime() {
        assertThat(Offers.answer(List.of("a,".repeat(16_000)))).isEmpty();
        assertThat(Offers.answer(List.of("a;b".repeat(10_000)))).isEmpty();
        assertThat(Offers.answer(List.of("a;b=\"" + "\\\"".repeat(16_000)))).isEmpty();
    }
}
