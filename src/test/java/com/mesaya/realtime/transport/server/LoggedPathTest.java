package com.mesaya.realtime.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggedPathTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/health/ready, /health/ready",
        "/app.js, /app.js",
        "/ws/restaurant/5b0f-1/eyJ.a.b, /ws/restaurant/5b0f-1/***",
        "/ws/restaurant/5b0f-1, /ws/restaurant/5b0f-1",
        "/ws/restaurant/5b0f-1/, /ws/restaurant/5b0f-1/***",
        "/ws/restaurant/5b0f-1/eyJ.a.b/more, /ws/restaurant/5b0f-1/***",
        "/ws/restaurant/eyJ.a.b, /***",
        "/ws/restaurant/eyJ.a.b/5b0f-1, /***",
        "/ws/restaurant//eyJ.a.b, /***",
        "/sse/restaurant/5b0f-1/eyJ.a.b, /sse/restaurant/5b0f-1/***",
        "/sse/restaurant/5b0f-1, /sse/restaurant/5b0f-1",
        "/WS/restaurant/5b0f-1/eyJ.a.b, /***",
        "/eyJhbGciOiJIUzI1NiJ9, /***",
        "'/health/ready\n2025 INFO all is well', /***"
    })
    void showsTheSectionAndNeverAToken(String path, String logged) {
        assertThat(LoggedPath.of(path)).isEqualTo(logged);
    }
}
