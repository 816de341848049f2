package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.cli.FrameListener;
import com.mesaya.realtime.cli.Tokens;
import com.mesaya.realtime.testing.Contract;
import com.mesaya.realtime.testing.Cursors;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Samples;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the service really sends, of each kind, is what the contracts say it sends. */
@ExtendWith(Surroundings.Extension.class)
class ContractIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PING = "{\"action\":\"ping\"}";
    /** A token's times are whole seconds. */
    private static final Duration SHORT = Duration.ofSeconds(10);

    /** Shorter than what its end is told ahead by. */
    private static final Duration SOON_OVER = Duration.ofSeconds(50);

    private final Contract async = Contract.async();
    private final Contract http = Contract.http();
    private final Surroundings surroundings;
    private final Set<String> seen = new HashSet<>();

    ContractIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Test
    void sendsTheFramesOfTheContractAndOfEachKind() {
        // What other tests tell of the sample's tables would concern whoever shows its snapshot.
        try (RunningService service = surroundings.startWithoutThePast(Map.of())) {
            String section =
                    section(Script.ok(Samples.text("section-snapshot.json").replace(Samples.SECTION, "{id}")));
            String cursor = watchAll(service, section);
            comeBack(service, section, cursor);
        }

        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "section.snapshot",
                        "table.created",
                        "table.deleted",
                        "table.selecting",
                        "table.released",
                        "section-object.created",
                        "section.updated",
                        "section.resumed",
                        "session.expiring",
                        "session.authenticated",
                        "system.pong",
                        "system.closing",
                        "error");
    }

    private String watchAll(RunningService service, String section) {
        try (TestViewer viewer = watch(service, section + "?resume=true", Duration.ofHours(1))) {
            String start = check(viewer, "section.snapshot").path("cursor").asText();
            publish("tables.created", "table.created", "t1", section);
            check(viewer, "table.created");
            publish("section-objects.created", "section-object.created", "l1", section);
            check(viewer, "section-object.created");
            publish("sections.updated", "section.updated", section, section);
            check(viewer, "section.updated");
            for (String action : List.of("selecting", "released")) {
                surroundings.publish("mesa-ya.tables." + action, hold(action, section));
                check(viewer, "table." + action);
            }
            publish("tables.deleted", "table.deleted", "t1", section);
            String cursor = Cursors.after(
                    start, check(viewer, "table.deleted").path("cursor").asText());
            viewer.send(PING);
            check(viewer, "system.pong");
            return cursor;
        }
    }

    private void comeBack(RunningService service, String section, String cursor) {
        TestViewer viewer = watch(service, section + "?cursor=" + cursor, SOON_OVER);
        check(viewer, "section.resumed");
        check(viewer, "session.expiring");
        viewer.send("{\"action\":\"authenticate\",\"token\":\"none\"}");
        check(viewer, "error");
        viewer.send("{\"action\":\"authenticate\",\"token\":\"" + RunningService.token() + "\"}");
        check(viewer, "session.authenticated");
        service.close();
        check(viewer, "system.closing");
        assertClosed(viewer, 1012);
        viewer.close();
    }

    @Test
    void closesAsTheContractSays() {
        RunningService service = surroundings.service();
        for (var refused : Map.of(404, 4404, 403, 4403, 500, 1013).entrySet()) {
            try (TestViewer viewer = service.watch(section(Script.status(refused.getKey())))) {
                check(viewer, "error");
                assertClosed(viewer, refused.getValue());
            }
        }
        String section = section(Script.section());
        try (TestViewer viewer = service.watch(section)) {
            check(viewer, "section.snapshot");
            for (int bad = 0; bad < 10; bad++) {
                viewer.send("?");
                check(viewer, "error");
            }
            assertClosed(viewer, 1008);
        }
        try (TestViewer viewer = service.watch(section)) {
            check(viewer, "section.snapshot");
            viewer.send("x".repeat(65 * 1024));
            check(viewer, "error");
            assertClosed(viewer, 1009);
        }
        try (TestViewer viewer = watch(service, section, SHORT)) {
            check(viewer, "section.snapshot");
            check(viewer, "session.expiring");
            check(viewer, "error");
            assertClosed(viewer, 4401);
        }
        try (TestViewer viewer = service.watch(section)) {
            check(viewer, "section.snapshot");
            publish("sections.deleted", "section.deleted", section, section);
            check(viewer, "section.deleted");
            assertClosed(viewer, 4410);
        }
    }

    @Test
    void answersAsTheContractSays() throws Exception {
        RunningService service = surroundings.service();
        String token = RunningService.token();
        String expired =
                Tokens.sign(RunningService.SECRET, "user-1", List.of("OWNER"), List.of(), Duration.ofMinutes(-1));

        refused(service, "/ws/restaurant/a!/x", 400, "INVALID_SECTION");
        refused(service, "/ws/restaurant/s", 401, "TOKEN_MISSING");
        refused(service, "/ws/restaurant/s/x", 401, "TOKEN_INVALID");
        refused(service, "/ws/restaurant/s/" + expired, 401, "TOKEN_EXPIRED");
        refused(service, "/ws/restaurant/s/" + RunningService.token("WAITER"), 403, "ACCESS_DENIED");
        HttpResponse<String> upgrade = refused(service, "/ws/restaurant/s/" + token, 426, "UPGRADE_REQUIRED");
        assertThat(upgrade.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(upgrade.headers().firstValue("Access-Control-Expose-Headers"))
                .contains("Retry-After");
        refused(service, "/nothing", 404, "NOT_FOUND");
        assertThat(http.violations("Live", get(service.http("/health/live")).body()))
                .isEmpty();
        assertThat(http.violations("Readiness", service.readiness().body())).isEmpty();
        assertThat(http.violations("Cluster", get(service.admin("/cluster")).body()))
                .isEmpty();
        assertThat(get(service.admin("/metrics")).headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    }

    @Test
    void servesTheContractsAndTheClient() throws Exception {
        RunningService service = surroundings.service();

        for (String path : List.of("/docs/", "/docs/asyncapi.yaml", "/docs/openapi.yaml", "/client/index.js")) {
            HttpResponse<String> answer = get(service.http(path));
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
        assertThat(get(service.http("/docs")).statusCode()).isEqualTo(308);
        HttpResponse<String> client = get(service.http("/client/section.js"));
        assertThat(client.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).contains("javascript"));
        assertThat(client.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(get(service.http("/")).headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    private HttpResponse<String> refused(RunningService service, String path, int status, String code)
            throws Exception {
        HttpResponse<String> answer = get(service.http(path));
        assertThat(answer.statusCode()).as(path).isEqualTo(status);
        assertThat(answer.body()).contains("\"" + code + "\"");
        assertThat(http.violations("ErrorBody", answer.body())).as(path).isEmpty();
        return answer;
    }

    private static HttpResponse<String> get(URI address) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String section(Script script) {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, script);
        return section;
    }

    private static TestViewer watch(RunningService service, String sectionAndRest, Duration tokenLife) {
        String token = Tokens.sign(RunningService.SECRET, "user-1", List.of("OWNER"), List.of(), tokenLife);
        return TestViewer.connect(service.webSocket(sectionAndRest), "Authorization", "Bearer " + token);
    }

    private void publish(String topic, String action, String id, String section) {
        surroundings.publish("mesa-ya." + topic, v1(action, entity(id, section)));
    }

    private static String entity(String id, String section) {
        return "{\"id\":\"" + id + "\",\"sectionId\":\"" + section + "\",\"updatedAt\":\"" + Instant.now() + "\"}";
    }

    private static String hold(String action, String section) {
        return "{\"entity\":\"tables\",\"action\":\"" + action
                + "\",\"resourceId\":\"t1\",\"data\":{\"tableId\":\"t1\",\"sectionId\":\""
                + section + "\",\"expiresAt\":\"" + Instant.now().plusSeconds(60) + "\"},\"metadata\":{\"sectionId\":\""
                + section + "\"},\"timestamp\":\"" + Instant.now() + "\"}";
    }

    private JsonNode check(TestViewer viewer, String event) {
        String frame = viewer.next();
        JsonNode message = json(frame);
        assertThat(message.path("event").asText()).as(frame).isEqualTo(event);
        assertThat(async.violations("ServerFrame", frame)).as(frame).isEmpty();
        seen.add(event);
        return message;
    }

    private void assertClosed(TestViewer viewer, int code) {
        FrameListener.Closed closed = viewer.closed();
        assertThat(closed.code()).isEqualTo(code);
        assertThat(async.document().at("/channels/section/x-close-codes"))
                .as("%s", closed)
                .anyMatch(written -> written.path("code").asInt() == closed.code()
                        && written.path("reason").asText().equals(closed.reason()));
    }

    private static JsonNode json(String frame) {
        try {
            return JSON.readTree(frame);
        } catch (IOException malformed) {
            throw new AssertionError(frame, malformed);
        }
    }
}
