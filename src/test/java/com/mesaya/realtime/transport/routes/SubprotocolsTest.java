package com.mesaya.realtime.transport.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubprotocolsTest {

    private final Subprotocols subprotocols = new Subprotocols(Set.of("mesaya.v1", "bearer"));

    @ParameterizedTest
    @CsvSource({
        "mesaya.v1, mesaya.v1,",
        "mesaya.v9 mesaya.v1, mesaya.v1,",
        "bearer eyJ.a.b, bearer, eyJ.a.b",
        "bearer eyJ.a.b mesaya.v1, bearer, eyJ.a.b",
        "mesaya.v1 bearer eyJ.a.b, mesaya.v1, eyJ.a.b",
        "mesaya.v1 bearer, mesaya.v1,",
        "bearer mesaya.v1, bearer,",
        "eyJ.a.b bearer, bearer,",
        "mesaya.v9,,",
        "Bearer eyJ.a.b,,"
    })
    void chooseWhatAClientLikesBestAndFindItsToken(String offered, String chosen, String token) {
        List<String> names = List.of(offered.split(" ", -1));

        assertThat(subprotocols.chosen(names)).isEqualTo(Optional.ofNullable(chosen));
        assertThat(subprotocols.token(names)).isEqualTo(Optional.ofNullable(token));
    }

    @Test
    void takeNoTokenWhereNoneMayCome() {
        var others = new Subprotocols(Set.of("mesaya.v1"));

        assertThat(others.token(List.of("bearer", "eyJ.a.b"))).isEmpty();
        assertThat(others.chosen(List.of("bearer", "eyJ.a.b"))).isEmpty();
        assertThat(subprotocols.token(List.of())).isEmpty();
    }
}
