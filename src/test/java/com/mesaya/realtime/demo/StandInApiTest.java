package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.cli.Tokens;
import com.mesaya.realtime.demo.Restaurant.Kind;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.JwtTokenVerifier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandInApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "a secret for tests only";
    private static final String TOKEN = Tokens.sign(SECRET, "ana", List.of("OWNER"), List.of(), Duration.ofHours(1));
    private static final Instant NOW = Instant.parse("2025-10-19T18:00:00.000Z");

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> changes = new ArrayList<>();
    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    private final Restaurant restaurant = new Restaurant(
            clock::get,
            (kind, action, entity) -> changes.add(
                    kind.word() + "." + action + " " + entity.path("id").asText()));
    private StandInApi api;

    StandInApiTest() throws IOException {
        var tokens = new JwtTokenVerifier(new JwtSettings(Algorithm.HMAC256(SECRET), "", Duration.ZERO, true));
        api = new StandInApi(restaurant, tokens, () -> "a fresh one", 0, () -> Duration.ZERO);
    }

    @BeforeEach
    void furnish() {
        restaurant.load(Kind.SECTION, JSON.createObjectNode().put("id", "terraza"));
        restaurant.load(Kind.TABLE, JSON.createObjectNode().put("id", "t1").put("sectionId", "terraza"));
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void answersWithTheSectionAndAllThatStandsInIt() throws Exception {
        HttpResponse<String> answer = send("GET", "/api/section/terraza", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).at("/tables/0/id").asText()).isEqualTo("t1");
        assertThat(JSON.readTree(answer.body()).path("objects")).isEmpty();
        assertThat(api.sectionGets()).isEqualTo(1);
    }

    @Test
    void answersAsTodaysApiDoesAtItsPath() throws Exception {
        clock.set(NOW.plusSeconds(7));

        HttpResponse<String> answer = send("GET", "/api/v1/sections/terraza", "");

        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(body.properties()).hasSize(1);
        assertThat(body.at("/data/id").asText()).isEqualTo("terraza");
        assertThat(body.at("/data/tables/0/updatedAt").asText()).isEqualTo("2025-10-19T18:00:00.000Z");
        assertThat(body.at("/data/createdAt").asText()).isEqualTo("2025-10-19T18:00:07.000Z");
        assertThat(body.at("/data/updatedAt").asText()).isEqualTo("2025-10-19T18:00:07.000Z");
        assertThat(send("GET", "/api/v1/sections/none", "").statusCode()).isEqualTo(404);
        assertThat(api.sectionGets()).isEqualTo(2);
    }

    @Test
    void changesATableAndItsVersionGrows() throws Exception {
        JsonNode once = JSON.readTree(
                send("PATCH", "/api/table/t1", "{\"status\":\"BLOCKED\"}").body());
        JsonNode twice = JSON.readTree(
                send("PATCH", "/api/table/t1", "{\"id\":\"x\",\"updatedAt\":1}").body());

        assertThat(once.path("status").asText()).isEqualTo("BLOCKED");
        assertThat(once.path("updatedAt").asText()).isEqualTo("2025-10-19T18:00:00.001Z");
        assertThat(twice.path("updatedAt").asText()).isEqualTo("2025-10-19T18:00:00.002Z");
        assertThat(twice.path("id").asText()).isEqualTo("t1");
        assertThat(changes).containsExactly("table.updated t1", "table.updated t1");
    }

    @Test
    void addsAndRemovesTablesObjectsAndLinks() throws Exception {
        assertThat(send("POST", "/api/table", "{\"id\":\"t2\",\"sectionId\":\"terraza\"}")
                        .statusCode())
                .isEqualTo(201);
        send("POST", "/api/object", "{\"id\":\"bar\"}");
        send("POST", "/api/section-object", "{\"id\":\"link\",\"sectionId\":\"terraza\",\"objectId\":\"bar\"}");
        JsonNode full = JSON.readTree(send("GET", "/api/section/terraza", "").body());
        send("DELETE", "/api/section-object/link", "");
        send("DELETE", "/api/table/t1", "");
        JsonNode less = JSON.readTree(send("GET", "/api/section/terraza", "").body());

        assertThat(full.path("tables")).hasSize(2);
        assertThat(full.at("/objects/0/id").asText()).isEqualTo("bar");
        assertThat(less.path("tables")).hasSize(1);
        assertThat(less.path("objects")).isEmpty();
        assertThat(changes)
                .containsExactly(
                        "table.created t2",
                        "object.created bar",
                        "section-object.created link",
                        "section-object.deleted link",
                        "table.deleted t1");
    }

    @Test
    void refusesWhatItDoesNotKnowOrUnderstand() throws Exception {
        assertThat(send("GET", "/api/section/none", "").statusCode()).isEqualTo(404);
        assertThat(send("PATCH", "/api/table/none", "{}").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/api/object/none", "").statusCode()).isEqualTo(404);
        assertThat(send("PATCH", "/api/table/t1", "nonsense").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/api/table", "[]").statusCode()).isEqualTo(400);
        assertThat(send("PUT", "/api/table/t1", "{}").statusCode()).isEqualTo(405);
        assertThat(changes).isEmpty();
    }

    @Test
    void holdsATableForAWhileWithoutChangingIt() throws Exception {
        HttpResponse<String> held = send("POST", "/api/table/t1/selecting", "{}");

        assertThat(held.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(held.body()).path("sectionId").asText()).isEqualTo("terraza");
        assertThat(JSON.readTree(held.body()).path("expiresAt").asText()).isEqualTo("2025-10-19T18:00:30.000Z");
        assertThat(send("POST", "/api/table/t1/released", "{}").statusCode()).isEqualTo(200);
        assertThat(send("POST", "/api/table/none/selecting", "{}").statusCode()).isEqualTo(404);
        assertThat(changes).isEmpty();
    }

    @Test
    void tellsHowMuchItDid() throws Exception {
        send("GET", "/api/section/terraza", "");
        send("PATCH", "/api/table/t1", "{}");
        send("DELETE", "/api/table/t1", "");

        assertThat(send("GET", "/api/tally", "").body())
                .isEqualTo("{\"sectionGets\":1,\"changes\":2,\"sections\":[\"terraza\"]}");
    }

    @Test
    void givesAFreshTokenToWhoHasAGoodOne() throws Exception {
        HttpResponse<String> answer = send("POST", "/api/token", "");
        HttpResponse<String> refused = send("GET", "/api/token", "");
        var stranger = HttpRequest.newBuilder(URI.create(api.baseUrl() + "/api/token"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("{\"token\":\"a fresh one\"}");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(http.send(stranger, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void letsPagesOfAnyOriginAskWithAToken() throws Exception {
        var preflight = HttpRequest.newBuilder(URI.create(api.baseUrl() + "/api/table/t1"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build();

        var headers =
                http.send(preflight, HttpResponse.BodyHandlers.discarding()).headers();

        assertThat(headers.firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(headers.firstValue("Access-Control-Allow-Headers")).contains("Authorization, Content-Type");
        assertThat(headers.firstValue("Access-Control-Allow-Methods"))
                .hasValueSatisfying(methods -> assertThat(methods).contains("PATCH", "DELETE"));
    }

    @Test
    void wantsAToken() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(api.baseUrl() + "/api/section/terraza"));

        assertThat(http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        request.header("Authorization", "Bearer nonsense");
        assertThat(http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        assertThat(api.sectionGets()).isZero();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(api.baseUrl() + path))
                        .header("Authorization", "Bearer " + TOKEN)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
