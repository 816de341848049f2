package com.mesaya.realtime.infrastructure.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.SectionId;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "http://api:3000, /api/section/{id}, http://api:3000/api/section/terraza",
        "http://api:3000/, /api/section/{id}, http://api:3000/api/section/terraza",
        "https://api/v9/, /api/v1/sections/{id}, https://api/v9/api/v1/sections/terraza",
        "https://api/v9, /section/{id}/all?deep=1, https://api/v9/section/terraza/all?deep=1"
    })
    void putTheIdIntoThePath(URI baseUrl, String path, String expected) {
        var settings = new RestSettings(
                baseUrl,
                path,
                Optional.empty(),
                true,
                Optional.empty(),
                Duration.ofSeconds(1),
                1,
                1,
                new RestSettings.Breaker(1, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Map.of(),
                Map.of(),
                Map.of());

        assertThat(settings.urlOf(new SectionId("terraza"))).isEqualTo(expected);
    }
}
