package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.cli.Tokens;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is refused, when, and how: before the upgrade by an HTTP status, after it by an error and a close. */
@ExtendWith(Surroundings.Extension.class)
class RefusalIT {

    private static final String SECTION = UUID.randomUUID().toString();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Surroundings surroundings;
    private final RunningService service;

    RefusalIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.service = surroundings.service();
    }

    static Stream<Arguments> refusedBeforeTheUpgrade() {
        String good = RunningService.token();
        String expired =
                Tokens.sign(RunningService.SECRET, "user-1", List.of("OWNER"), List.of(), Duration.ofMinutes(-1));
        String foreign = Tokens.sign("another secret", "user-1", List.of("OWNER"), List.of(), Duration.ofHours(1));
        String unsigned = JWT.create().withSubject("user-1").sign(Algorithm.none());
        String endless = JWT.create()
                .withSubject("user-1")
                .withClaim("roles", List.of("OWNER"))
                .sign(Algorithm.HMAC256(RunningService.SECRET));
        String nobody = Tokens.sign(RunningService.SECRET, "", List.of("OWNER"), List.of(), Duration.ofHours(1));
        String waiter = RunningService.token("WAITER");
        return Stream.of(
                Arguments.of("no section!/" + good, 400, "INVALID_SECTION"),
                Arguments.of("x".repeat(65) + "/" + good, 400, "INVALID_SECTION"),
                Arguments.of(SECTION, 401, "TOKEN_MISSING"),
                Arguments.of(SECTION + "/", 401, "TOKEN_MISSING"),
                Arguments.of(SECTION + "?token=", 401, "TOKEN_MISSING"),
                Arguments.of(SECTION + "/abc", 401, "TOKEN_INVALID"),
                Arguments.of(SECTION + "/" + foreign, 401, "TOKEN_INVALID"),
                Arguments.of(SECTION + "/" + unsigned, 401, "TOKEN_INVALID"),
                Arguments.of(SECTION + "/" + endless, 401, "TOKEN_INVALID"),
                Arguments.of(SECTION + "/" + nobody, 401, "TOKEN_INVALID"),
                Arguments.of(SECTION + "/" + expired, 401, "TOKEN_EXPIRED"),
                Arguments.of(SECTION + "?token=" + expired, 401, "TOKEN_EXPIRED"),
                Arguments.of(SECTION + "/" + waiter, 403, "ACCESS_DENIED"));
    }

    @ParameterizedTest
    @MethodSource
    void refusedBeforeTheUpgrade(String path, int status, String code) throws Exception {
        String encoded = path.replace(" ", "%20");

        assertThat(TestViewer.refusal(service.webSocket(encoded))).isEqualTo(status);
        HttpResponse<String> plain = get("/ws/restaurant/" + encoded);
        assertThat(plain.statusCode()).isEqualTo(status);
        assertThat(plain.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(plain.body()).startsWith("{\"error\":{").contains("\"code\":\"" + code + "\"", "\"message\":\"");
        assertThat(surroundings.api().requestsFor(SECTION)).isEmpty();
    }

    @Test
    void asksForAnUpgradeIfTheTokenIsFine() throws Exception {
        HttpResponse<String> plain = get("/ws/restaurant/" + SECTION + "/" + RunningService.token());

        assertThat(plain.statusCode()).isEqualTo(426);
        assertThat(plain.headers().firstValue("Upgrade")).contains("websocket");
        assertThat(plain.body()).contains("\"code\":\"UPGRADE_REQUIRED\"");
    }

    static Stream<Arguments> refusedByTheApi() {
        return Stream.of(
                Arguments.of(Script.status(401), 4403, "ACCESS_DENIED"),
                Arguments.of(Script.status(403), 4403, "ACCESS_DENIED"),
                Arguments.of(Script.status(404), 4404, "SECTION_NOT_FOUND"),
                Arguments.of(Script.status(429), 1013, "SNAPSHOT_UNAVAILABLE"),
                Arguments.of(Script.status(500), 1013, "SNAPSHOT_UNAVAILABLE"),
                Arguments.of(Script.status(302), 1013, "SNAPSHOT_UNAVAILABLE"),
                Arguments.of(Script.ok("[]"), 1013, "SNAPSHOT_UNAVAILABLE"),
                Arguments.of(Script.ok(""), 1013, "SNAPSHOT_UNAVAILABLE"),
                Arguments.of(Script.ok("{\"id\":1"), 1013, "SNAPSHOT_UNAVAILABLE"),
                Arguments.of(
                        Script.ok("{\"x\":\"" + "x".repeat(9 * 1024 * 1024) + "\"}"), 1013, "SNAPSHOT_UNAVAILABLE"));
    }

    @ParameterizedTest
    @MethodSource
    void refusedByTheApi(Script script, int closeCode, String code) {
        isRefusedByTheApi(service, script, closeCode, code);
    }

    @Test
    void refusedIfTheApiTakesTooLong() {
        try (RunningService impatient = surroundings.start(Map.of("mesaya.rest.timeout", "500ms"))) {
            isRefusedByTheApi(impatient, Script.ok("{}").after(PATIENCE), 1013, "SNAPSHOT_UNAVAILABLE");
        }
    }

    private void isRefusedByTheApi(RunningService asked, Script script, int closeCode, String code) {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, script);

        try (TestViewer viewer = asked.watch(section)) {
            assertThat(viewer.next())
                    .startsWith("{\"event\":\"error\",\"payload\":{")
                    .contains("\"code\":\"" + code + "\"", "\"message\":\"");
            assertThat(viewer.closed().code()).isEqualTo(closeCode);
            assertThat(surroundings.api().requestsFor(section)).hasSize(1);
        }
    }

    @Test
    void takesTheTokenFromPathHeaderOrQuery() {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, Script.ok("{}"));
        String token = RunningService.token();

        try (TestViewer path = TestViewer.connect(service.webSocket(section + "/" + token));
                TestViewer header = TestViewer.connect(service.webSocket(section), "Authorization", "Bearer " + token);
                TestViewer query = TestViewer.connect(service.webSocket(section + "?token=" + token))) {
            assertThat(Stream.of(path, header, query).map(TestViewer::next))
                    .containsOnly("{\"event\":\"section.snapshot\",\"payload\":{}}");
        }
    }

    @Test
    void takesTokensOfFourKilobytesInThePath() {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, Script.ok("{}"));
        String token = JWT.create()
                .withSubject("user-1")
                .withClaim("roles", List.of("USER"))
                .withClaim("padding", "x".repeat(2_900))
                .withExpiresAt(java.time.Instant.now().plusSeconds(600))
                .sign(Algorithm.HMAC256(RunningService.SECRET));
        assertThat(token.length()).isBetween(4_000, 4_096);

        try (TestViewer viewer = TestViewer.connect(service.webSocket(section + "/" + token))) {
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(service.http(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
