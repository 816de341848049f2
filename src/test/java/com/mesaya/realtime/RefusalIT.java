package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.cli.Tokens;
import com.mesaya.realtime.testing.LiveViewer;
import com.mesaya.realtime.testing.RawClient;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import com.mesaya.realtime.testing.ViewerTransport;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        for (String way : List.of("/ws", "/sse")) {
            HttpResponse<String> plain = get(way + "/restaurant/" + encoded);
            assertThat(plain.statusCode()).isEqualTo(status);
            assertThat(plain.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(plain.body()).startsWith("{\"error\":{").contains("\"code\":\"" + code + "\"", "\"message\":\"");
        }
        assertThat(surroundings.api().requestsFor(SECTION)).isEmpty();
    }

    @Test
    void asksForAnUpgradeIfTheTokenIsFine() throws Exception {
        HttpResponse<String> plain = get("/ws/restaurant/" + SECTION + "/" + RunningService.token());

        assertThat(plain.statusCode()).isEqualTo(426);
        assertThat(plain.headers().firstValue("Upgrade")).contains("websocket");
        assertThat(plain.body()).contains("\"code\":\"UPGRADE_REQUIRED\"");
    }

    static Stream<Arguments> readableToPagesOfAnyOrigin() {
        String good = "/ws/restaurant/" + SECTION + "/" + RunningService.token();
        return Stream.of(
                Arguments.of("GET /ws/restaurant/no!/x HTTP/1.1", 400, "INVALID_SECTION"),
                Arguments.of("GET /ws/restaurant/" + SECTION + " HTTP/1.1", 401, "TOKEN_MISSING"),
                Arguments.of("GET /nowhere HTTP/1.1", 404, "NOT_FOUND"),
                Arguments.of("GET /client/nowhere.js HTTP/1.1", 404, "NOT_FOUND"),
                Arguments.of("POST " + good + " HTTP/1.1", 405, "METHOD_NOT_ALLOWED"),
                Arguments.of("GET " + good + " HTTP/1.1", 426, "UPGRADE_REQUIRED"),
                Arguments.of("GET /%zz HTTP/1.1", 400, "BAD_REQUEST"),
                Arguments.of("GET /" + "x".repeat(9_000) + " HTTP/1.1", 414, "REQUEST_TOO_LARGE"),
                Arguments.of("GET / HTTP/1.1\r\nCookie: x=" + "x".repeat(33_000), 431, "REQUEST_TOO_LARGE"),
                Arguments.of("GET / HTTP/1.1\r\n" + "x".repeat(129) + ": x", 431, "REQUEST_TOO_LARGE"),
                Arguments.of("GET / HTTP/1.1" + "\r\nX: x".repeat(129), 400, "BAD_REQUEST"),
                Arguments.of("GET / HTTP/1.1\r\nX: \u0001", 400, "BAD_REQUEST"),
                Arguments.of("BREW / HTTP/1.1", 501, "BAD_REQUEST"),
                Arguments.of("GET / HTTP/9.9", 505, "BAD_REQUEST"));
    }

    @ParameterizedTest
    @MethodSource
    void readableToPagesOfAnyOrigin(String request, int status, String code) {
        try (var page = new RawClient(service.http("/"))) {
            page.write(request + "\r\nHost: a\r\nOrigin: https://mesaya.ec\r\nConnection: close\r\n\r\n");
            String answer = page.readToEnd();

            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .containsOnlyOnce("Access-Control-Allow-Origin: *\r\n")
                    .containsOnlyOnce("Access-Control-Expose-Headers: Retry-After\r\n")
                    .contains("Content-Type: application/json\r\n", "{\"error\":{\"code\":\"" + code + "\"");
        }
    }

    @Test
    void letsNoPageReadWhatTheOperatorsPortRefuses() {
        try (var page = new RawClient(service.admin("/"))) {
            page.write("GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

            assertThat(page.readToEnd()).startsWith("HTTP/1.1 404 ").doesNotContain("Access-Control");
        }
    }

    @Test
    void saysThatATokenOfAClockThatIsAheadIsNotValidYet() throws Exception {
        String early = JWT.create()
                .withSubject("user-1")
                .withClaim("roles", List.of("OWNER"))
                .withIssuedAt(Instant.now().plusSeconds(60))
                .withExpiresAt(Instant.now().plusSeconds(600))
                .sign(Algorithm.HMAC256(RunningService.SECRET));

        HttpResponse<String> plain = get("/ws/restaurant/" + SECTION + "/" + early);

        assertThat(plain.statusCode()).isEqualTo(401);
        assertThat(plain.headers().firstValue("Retry-After")).contains("5");
        assertThat(plain.body()).contains("\"code\":\"TOKEN_NOT_YET_VALID\"");
    }

    static Stream<Arguments> letsInWhomBrowsersAndProxiesSendAlongMuch() {
        return Stream.of(
                Arguments.of("Cookie: a=" + "x".repeat(30_000)),
                Arguments.of("Cookie: " + "consent=%7B%22a%22%3A1%7D; ".repeat(900) + "x=\"\u00e9 ,\""),
                Arguments.of("X-" + "x".repeat(100) + ": x"),
                Arguments.of(
                        IntStream.range(0, 100).mapToObj(n -> "X-" + n + ": x").collect(joining("\r\n"))));
    }

    @ParameterizedTest
    @MethodSource
    void letsInWhomBrowsersAndProxiesSendAlongMuch(String headers) {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, Script.ok("{\"id\":\"" + section + "\"}"));

        try (var client = RawClient.webSocket(service.webSocket(section + "/" + RunningService.token()), headers)) {
            assertThat(client.receive().text()).startsWith("{\"event\":\"section.snapshot\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/TOKEN|mesaya.v1|mesaya.v1",
                "/TOKEN|mesaya.v9, mesaya.v1|mesaya.v1",
                "|bearer, TOKEN|bearer",
                "|mesaya.v1, bearer, TOKEN|mesaya.v1",
                "/TOKEN|mesaya.v9|"
            })
    void takesASubprotocolAndTheTokenWithIt(String rest, String offered, String taken) {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, Script.ok("{\"id\":\"" + section + "\"}"));
        String token = RunningService.token();
        String path = "/ws/restaurant/" + section + (rest == null ? "" : rest.replace("TOKEN", token));

        try (var client = new RawClient(service.http("/"))) {
            client.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Protocol: " + offered.replace("TOKEN", token) + "\r\n\r\n");
            String head = client.readHead();

            assertThat(head).startsWith("HTTP/1.1 101 ").doesNotContain(token);
            if (taken == null) {
                assertThat(head).doesNotContain("Sec-WebSocket-Protocol");
            } else {
                assertThat(head).contains("Sec-WebSocket-Protocol: " + taken + "\r\n");
            }
            assertThat(client.receive().text()).startsWith("{\"event\":\"section.snapshot\"");
        }
        assertThat(surroundings.api().requestsFor(section)).hasSize(1);
    }

    static Stream<Arguments> refusedByTheApi() {
        return Stream.of(
                Arguments.of(Script.status(401), 4403, "ACCESS_DENIED"),
                Arguments.of(Script.status(403), 4403, "ACCESS_DENIED"),
                Arguments.of(Script.status(404), 4404, "SECTION_NOT_FOUND"),
                Arguments.of(Script.status(429), 1013, "SNAPSHOT_UNAVAILABLE"),
                Arguments.of(Script.status(500), 1013, "SNAPSHOT_UNAVAILABLE"),
                Arguments.of(Script.status(408), 1013, "SNAPSHOT_UNAVAILABLE"),
                Arguments.of(Script.status(409), 1013, "SNAPSHOT_UNAVAILABLE"),
                Arguments.of(Script.status(425), 1013, "SNAPSHOT_UNAVAILABLE"),
                Arguments.of(Script.status(204), 1013, "SNAPSHOT_UNAVAILABLE"),
                Arguments.of(Script.status(410), 4410, "SECTION_DELETED"),
                Arguments.of(Script.ok("{\"result\":{\"id\":\"{id}\"}}"), 1013, "SNAPSHOT_INVALID"),
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
            isRefusedByTheApi(impatient, Script.section().after(PATIENCE), 1013, "SNAPSHOT_UNAVAILABLE");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 308, 400, 402, 405, 406, 414, 415, 422, 431, 451})
    void refusedForGoodIfAskingAgainWouldNotHelp(int status) {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, Script.status(status));

        try (TestViewer viewer = service.watch(section)) {
            assertThat(viewer.next()).contains("\"code\":\"SECTION_REFUSED\"", "The main API answered " + status + ".");
            assertThat(viewer.closed().code()).isEqualTo(4404);
            assertThat(viewer.closed().reason()).isEqualTo("the main API refuses the section");
        }
    }

    private void isRefusedByTheApi(RunningService asked, Script script, int closeCode, String code) {
        for (ViewerTransport transport : ViewerTransport.values()) {
            String section = UUID.randomUUID().toString();
            surroundings.api().script(section, script);

            try (LiveViewer viewer = transport.watch(asked.http("/"), section, RunningService.token())) {
                assertThat(viewer.next())
                        .startsWith("{\"event\":\"error\",\"payload\":{")
                        .contains("\"code\":\"" + code + "\"", "\"message\":\"");
                assertThat(viewer.closed().code()).isEqualTo(closeCode);
                assertThat(surroundings.api().requestsFor(section)).hasSize(1);
            }
        }
    }

    @Test
    void takesTheTokenFromPathHeaderOrQuery() {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, Script.section());
        String token = RunningService.token();

        try (TestViewer path = TestViewer.connect(service.webSocket(section + "/" + token));
                TestViewer header = TestViewer.connect(service.webSocket(section), "Authorization", "Bearer " + token);
                TestViewer query = TestViewer.connect(service.webSocket(section + "?token=" + token))) {
            assertThat(Stream.of(path, header, query).map(TestViewer::next))
                    .containsOnly("{\"event\":\"section.snapshot\",\"payload\":{\"id\":\"" + section + "\"}}");
        }
    }

    @Test
    void takesTokensOfFourKilobytesInThePath() {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, Script.section());
        String token = JWT.create()
                .withSubject("user-1")
                .withClaim("roles", List.of("USER"))
                .withClaim("padding", "x".repeat(2_900))
                .withExpiresAt(Instant.now().plusSeconds(600))
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
