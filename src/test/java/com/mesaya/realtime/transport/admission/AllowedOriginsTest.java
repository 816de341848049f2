package com.mesaya.realtime.transport.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedOriginsTest {

    @ParameterizedTest
    @CsvSource({
        "https://mesaya.ec, https://mesaya.ec, true",
        "https://MesaYa.ec, https://mesaya.ec, true",
        "HTTPS://mesaya.ec, https://mesaya.ec, true",
        "https://mesaya.ec:443, https://mesaya.ec, true",
        "https://mesaya.ec, https://MESAYA.ec:443, true",
        "http://mesaya.ec:80, http://mesaya.ec, true",
        "http://[::1]:80, http://[::1], true",
        "http://mesaya.ec:8080, http://mesaya.ec:8080, true",
        "https://mesaya.ec:80, https://mesaya.ec, false",
        "http://mesaya.ec:443, http://mesaya.ec, false",
        "https://mesaya.ec:8443, https://mesaya.ec, false",
        "http://mesaya.ec, https://mesaya.ec, false",
        "https://mesaya.ec, https://mesaya.ec.evil.example, false",
        "https://mesaya.ec, null, false",
        "https://*.mesaya.ec, https://app.mesaya.ec, true",
        "https://*.MesaYa.ec:443, https://APP.mesaya.ec, true",
        "https://*.mesaya.ec:8443, https://app.mesaya.ec:8443, true",
        "https://*.mesaya.ec, https://app.mesaya.ec:8443, false",
        "https://*.mesaya.ec, https://mesaya.ec, false",
        "https://*.mesaya.ec, https://.mesaya.ec, false",
        "https://*.mesaya.ec, https://a.b.mesaya.ec, false",
        "https://*.mesaya.ec, http://app.mesaya.ec, false",
        "https://*.mesaya.ec, https://appmesaya.ec, false",
        "https://*.mesaya.ec, https://app.mesaya.ec.evil.example, false",
        "https://*.mesaya.ec, null, false",
        "capacitor://localhost, capacitor://localhost, true",
        "ionic://localhost, ionic://localhost, true",
        "ionic://localhost, http://localhost, false"
    })
    void areComparedAsBrowsersWriteThem(String allowed, String origin, boolean permitted) {
        assertThat(new AllowedOrigins(Set.of(allowed)).permit(requestOf(origin)))
                .isEqualTo(permitted);
    }

    @Test
    void mayBeWrittenInTwoWaysAtOnce() {
        var origins = new AllowedOrigins(Set.of("https://mesaya.ec", "https://mesaya.ec:443"));

        assertThat(origins.origins()).containsExactly("https://mesaya.ec");
    }

    @Test
    void letEverybodyInWhereNoneIsNamed() {
        assertThat(new AllowedOrigins(Set.of()).permit(requestOf("https://mesaya.ec")))
                .isTrue();
    }

    private static HttpRequest requestOf(String origin) {
        return HttpRequest.create().addHeader(RawHeader.create("Origin", origin));
    }
}
