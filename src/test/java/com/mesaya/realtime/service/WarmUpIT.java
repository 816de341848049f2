package com.mesaya.realtime.service;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.mesaya.realtime.testing.CapturedLog;
import com.mesaya.realtime.testing.Certificates;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.Surroundings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The node warms itself before it is ready, and nobody sees any of it. */
@ExtendWith(Surroundings.Extension.class)
class WarmUpIT {

    private static final String NOBODY = "http://127.0.0.1:9";

    private final Surroundings surroundings;

    @TempDir
    private Path directory;

    WarmUpIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Test
    void isReadyAfterItsWarmUpWhichNoMetricAndNoLogOfConnectionsShows() {
        try (CapturedLog connections = CapturedLog.of("com.mesaya.realtime.access", Level.INFO);
                CapturedLog warmUp = CapturedLog.of(WarmUp.class, Level.INFO);
                RunningService service = surroundings.launch(Map.of(
                        "mesaya.warm-up",
                        "5s",
                        "mesaya.rest.base-url",
                        NOBODY,
                        "mesaya.kafka.dead-letter-topic",
                        "",
                        // Other tests' events would wake sections.
                        "mesaya.kafka.offset-reset",
                        "latest"))) {
            HttpResponse<String> atFirst = service.readiness();
            assertThat(atFirst.statusCode()).isEqualTo(503);
            assertThat(atFirst.body()).contains("its warm-up to end");

            await().atMost(PATIENCE).until(() -> service.readiness().statusCode() == 200);
            await().atMost(PATIENCE).until(() -> !warmUp.lines().isEmpty());

            assertThat(warmUp.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO Warmed up by ")
                    .doesNotContain(" 0 joins");
            assertThat(connections.lines()).noneMatch(line -> line.contains("rehearsal"));
            assertThat(service.metrics())
                    .contains("mesaya_joins_total{outcome=\"joined\"} 0.0")
                    .contains("mesaya_sections 0.0");
            var scrape = new Scrape(service.metrics());
            assertThat(scrape.sum("mesaya_connections")).isZero();
            assertThat(scrape.sum("mesaya_closes_total")).isZero();
        }
    }

    @Test
    void warmsItselfOverTlsToo() throws IOException {
        Certificates certificates = Certificates.selfSigned("EC");
        Path cert = Files.writeString(directory.resolve("cert.pem"), certificates.chain());
        Path key = Files.writeString(directory.resolve("key.pem"), certificates.key());
        try (CapturedLog warmUp = CapturedLog.of(WarmUp.class, Level.INFO);
                RunningService service = surroundings.start(Map.of(
                        "mesaya.warm-up",
                        "8s",
                        "mesaya.http.tls.cert-file",
                        cert.toString(),
                        "mesaya.http.tls.key-file",
                        key.toString(),
                        // It needs no key that clients' tokens are signed with.
                        "mesaya.jwt.secret",
                        "",
                        "mesaya.resume.secret",
                        "s",
                        "mesaya.jwt.jwks-url",
                        NOBODY + "/jwks"))) {
            assertThat(service.metrics()).contains("mesaya_ready 1.0");
            await().atMost(PATIENCE).until(() -> !warmUp.lines().isEmpty());

            assertThat(warmUp.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO Warmed up by ")
                    .doesNotContain(" 0 joins");
        }
    }
}
