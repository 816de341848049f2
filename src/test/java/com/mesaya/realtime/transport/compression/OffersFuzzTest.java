package com.mesaya.realtime.transport.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OffersFuzzTest {

    private static final String ACCEPTED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    @Property
    void hasAnAnswerToAnyHeader(@ForAll String header) {
        assertThat(Offers.answer(List.of(header))).isEmpty();
    }

    @Property
    void answersNothingButWhatItCanDo(@ForAll("headers") List<String> headers) {
        Offers.answer(headers).ifPresent(answer -> {
            assertThat(answer).isIn(ACCEPTED, ACCEPTED + "; server_max_window_bits=15");
            assertThat(headers).anyMatch(header -> header.contains("permessage-deflate"));
        });
    }

    /** Pieces of offers, put together right and wrong. */
    @Provide
    Arbitrary<List<String>> headers() {
        Arbitrary<String> pieces = Arbitraries.of(
                "permessage-deflate",
                "client_max_window_bits",
                "server_max_window_bits",
                "client_no_context_takeover",
                "server_no_context_takeover",
                ";",
                "; ",
                ", ",
                "=",
                "=15",
                "=\"15\"",
                "=8",
                "\"",
                "\\",
                " ",
                "x");
        return pieces.list()
                .ofMaxSize(12)
                .map(list -> String.join("", list))
                .list()
                .ofMaxSize(3);
    }
}
