package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.Gunzip;
import com.mesaya.realtime.testing.LiveViewer;
import com.mesaya.realtime.testing.RawClient;
import com.mesaya.realtime.testing.ReadingViewer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.ViewerTransport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The event stream of a section as it is on the wire. The tests of what holds on both transports are elsewhere. */
@ExtendWith(Surroundings.Extension.class)
class EventStreamIT {

    private static final String ORIGIN = "https://mesaya.ec";

    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();

    @TempDir
    private Path directory;

    EventStreamIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.service = surroundings.service();
        surroundings.api().script(section, Script.section());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1"})
    void beginsWithAHeadForProxiesAndTheSnapshotAsAnEvent(String version) {
        try (var client = new RawClient(service.http("/"))) {
            client.write(request("GET", "?token=" + RunningService.token(), version, "Origin: " + ORIGIN));

            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains(
                            "Content-Type: text/event-stream\r\n",
                            "Cache-Control: no-store\r\n",
                            "X-Accel-Buffering: no\r\n",
                            "Access-Control-Allow-Origin: " + ORIGIN + "\r\n",
                            "Vary: Accept-Encoding\r\n",
                            "Vary: Origin\r\n",
                            "Connection: close\r\n")
                    .doesNotContain("Transfer-Encoding", "Content-Length", "Content-Encoding");
            assertThat(readEvent(client))
                    .matches("retry: [0-9]+\nid: [A-Za-z0-9_-]+\\.[0-9]+\ndata: \\{\"event\":\"section.snapshot\","
                            + "\"payload\":\\{\"id\":\"" + section + "\"}}\n\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | true",
                "gzip, deflate, br, zstd | true",
                "br, GZIP;q=0.5 | true",
                "identity;q=0.5, gzip;q=0.5 | true",
                "gzip;q=0 | false",
                "gzip;q=0.5, identity | false",
                "br, deflate | false",
                "* | false",
                "gzip;q=no | false",
                "'' | false"
            })
    void isCompressedOnlyForAClientThatAsksForIt(String accepted, boolean isCompressed) {
        try (var client = new RawClient(service.http("/"))) {
            client.write(request("HEAD", "?token=" + RunningService.token(), "1.1", "Accept-Encoding: " + accepted));

            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Vary: Accept-Encoding\r\n")
                    .satisfies(head -> assertThat(head.contains("Content-Encoding: gzip\r\n"))
                            .isEqualTo(isCompressed))
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void isNotCompressedForAClientThatSaysSoInTheAddress() {
        try (var client = new RawClient(service.http("/"))) {
            client.write(request("HEAD", "?gzip=off&token=" + RunningService.token(), "1.1", "Accept-Encoding: gzip"));

            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Vary: Accept-Encoding\r\n")
                    .doesNotContain("Content-Encoding");
        }
    }

    @Test
    void refusesWithoutCompression() {
        try (var client = new RawClient(service.http("/"))) {
            client.write(request("GET", "", "1.1", "Accept-Encoding: gzip", "Connection: close"));

            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 401 ")
                    .contains("\"code\":\"TOKEN_MISSING\"")
                    .doesNotContain("Content-Encoding");
        }
    }

    @Test
    void sendsFewerBytesWithCompression() {
        String body = "{\"id\":\"" + section + "\",\"tables\":["
                + IntStream.range(0, 20)
                        .mapToObj(number -> table("t" + number, section, "FREE", Instant.EPOCH))
                        .collect(joining(","))
                + "]}";
        surroundings.api().script(section, Script.ok(body));
        try (var client = new RawClient(service.http("/"));
                var readable = new Gunzip()) {
            client.write(request("GET", "?token=" + RunningService.token(), "1.1", "Accept-Encoding: gzip"));
            client.readHead();

            byte[] snapshot = readFlushed(client);
            assertThat(snapshot.length * 4).isLessThan(body.length());
            assertThat(new String(readable.read(snapshot), UTF_8))
                    .startsWith("retry: ")
                    .endsWith("\ndata: " + frame("section.snapshot", body) + "\n\n");

            String changed = table("t1", section, "x".repeat(1_000), Instant.now());
            surroundings.publish("mesa-ya.tables.updated", v1("table.updated", changed));
            byte[] event = readFlushed(client);
            assertThat(event.length * 2).isLessThan(changed.length());
            assertThat(new String(readable.read(event), UTF_8))
                    .startsWith("id: ")
                    .endsWith("\ndata: " + frame("table.updated", changed) + "\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-compressed", "--compressed"})
    void showsALiveSectionToCurl(String option) throws Exception {
        Path output = directory.resolve("events");
        Process curl = new ProcessBuilder(
                        "curl",
                        option,
                        "-sN",
                        service.http("/sse/restaurant/" + section).toString(),
                        "-H",
                        "Authorization: Bearer " + RunningService.token())
                .redirectOutput(output.toFile())
                .start();
        try {
            await().untilAsserted(() ->
                    assertThat(Files.readString(output)).contains("data: {\"event\":\"section.snapshot\""));
            String changed = update("t1");
            String deleted = "{\"id\":\"" + section + "\",\"updatedAt\":\"" + Instant.now() + "\"}";
            await().untilAsserted(() ->
                    assertThat(Files.readString(output)).contains("data: " + frame("table.updated", changed) + "\n\n"));
            surroundings.publish("mesa-ya.sections.deleted", v1("section.deleted", deleted));

            assertThat(curl.waitFor()).isZero();
            assertThat(Files.readString(output))
                    .contains("data: " + frame("section.deleted", deleted) + "\n\n")
                    .containsPattern(
                            "\n\nevent: close\nretry: [0-9]+\ndata: \\{\"code\":4410,\"reason\":\"the section was deleted\"}\n\n$");
        } finally {
            curl.destroyForcibly();
        }
    }

    @Test
    void sendsAnswersWithLineEndsLineByLine() {
        surroundings.api().script(section, Script.ok("{\r\n\"id\":\n\r\"" + section + "\"\r}"));

        try (ReadingViewer viewer = watch()) {
            assertThat(viewer.next())
                    .isEqualTo("{\"event\":\"section.snapshot\",\"payload\":{\n\"id\":\n\n\"" + section + "\"\n}}");
        }
    }

    @Test
    void resumesAtTheCursorOfTheAddressToo() {
        String cursor;
        try (ReadingViewer first = watch()) {
            first.next();
            cursor = first.cursor();
        }
        String missed = update("t1");

        try (ReadingViewer again = ReadingViewer.stream(
                service.http("/sse/restaurant/" + section + "/" + RunningService.token() + "?cursor=" + cursor))) {
            assertThat(again.next()).startsWith("{\"event\":\"section.resumed\"");
            assertThat(again.next()).isEqualTo(frame("table.updated", missed));
        }
        try (LiveViewer late = ViewerTransport.EVENT_STREAM.resume(
                service.http("/"), section + "?cursor=forged.1", RunningService.token(), cursor)) {
            assertThat(late.next()).startsWith("{\"event\":\"section.resumed\"");
        }
        assertThat(surroundings.api().requestsFor(section)).hasSize(1);
    }

    @Test
    void keepsAnIdleStreamOpenByComments() {
        try (RunningService quiet = surroundings.start(Map.of("mesaya.http.idle-timeout", "1s"));
                var client = new RawClient(quiet.http("/"))) {
            client.write(request("GET", "?token=" + RunningService.token(), "1.1"));
            client.readHead();
            readEvent(client);

            for (int comment = 0; comment < 6; comment++) {
                assertThat(readEvent(client)).isEqualTo(":\n\n");
            }
        }
    }

    @Test
    void dropsWhateverTheClientSendsOnItsStream() {
        try (var client = new RawClient(service.http("/"))) {
            String asked = request("GET", "?token=" + RunningService.token(), "1.1");
            client.write(asked + asked);
            client.readHead();
            assertThat(readEvent(client)).contains("section.snapshot");

            client.write("x".repeat(1_000_000));
            client.write("\r\n\r\n" + asked);
            String changed = update("t1");

            assertThat(readEvent(client)).endsWith("\ndata: " + frame("table.updated", changed) + "\n\n");
            assertThat(surroundings.api().requestsFor(section)).hasSize(1);
        }
    }

    @Test
    void givesAHeadAloneWithoutAskingTheApi() {
        try (var client = new RawClient(service.http("/"))) {
            client.write(request("HEAD", "?token=" + RunningService.token(), "1.1"));

            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .containsOnlyOnce("Connection: close\r\n")
                    .contains("Content-Type: text/event-stream\r\n")
                    .endsWith("\r\n\r\n");
            assertThat(surroundings.api().requestsFor(section)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sse", "/ws"})
    void refusesARequestWhoseBodyIsStillToCome(String way) {
        try (var client = new RawClient(service.http("/"))) {
            client.write("GET " + way + "/restaurant/" + section + "/" + RunningService.token()
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ").contains("\"code\":\"BAD_REQUEST\"");
            assertThat(surroundings.api().requestsFor(section)).isEmpty();
        }
    }

    @Test
    void forgetsAClientThatIsGone() {
        try (RunningService alone = surroundings.start(Map.of())) {
            try (ReadingViewer viewer = ReadingViewer.stream(
                    alone.http("/sse/restaurant/" + section), "Authorization", "Bearer " + RunningService.token())) {
                viewer.next();
                assertThat(alone.metrics())
                        .contains(
                                "mesaya_connections{transport=\"sse\"} 1.0",
                                "mesaya_connections{transport=\"websocket\"} 0.0");
            }

            await().untilAsserted(() -> assertThat(alone.metrics())
                    .contains(
                            "mesaya_connections{transport=\"sse\"} 0.0", "mesaya_closes_total{reason=\"client\"} 1.0"));
            assertThat(new Scrape(alone.metrics()).sum("mesaya_joins_total", "outcome=\"joined\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void isForPagesOfAllowedOriginsAlone() throws Exception {
        try (RunningService strict = surroundings.start(Map.of("mesaya.admission.allowed-origins", ORIGIN))) {
            URI stream = strict.http("/sse/restaurant/" + section + "?token=" + RunningService.token());

            HttpResponse<Void> foreign = ask(HttpRequest.newBuilder(stream).header("Origin", "https://example.com"));
            assertThat(foreign.statusCode()).isEqualTo(403);
            HttpResponse<Void> preflight = ask(HttpRequest.newBuilder(stream)
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                    .header("Origin", ORIGIN)
                    .header("Access-Control-Request-Headers", "authorization"));
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(ORIGIN);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                    .hasValueSatisfying(names -> assertThat(names).contains("Authorization", "Last-Event-ID"));
            HttpResponse<Void> foreignPreflight = ask(HttpRequest.newBuilder(stream)
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                    .header("Origin", "https://example.com"));
            assertThat(foreignPreflight.statusCode()).isEqualTo(403);
        }
    }

    private ReadingViewer watch() {
        return ReadingViewer.stream(
                service.http("/sse/restaurant/" + section), "Authorization", "Bearer " + RunningService.token());
    }

    private String update(String id) {
        String changed = table(id, section, "OCCUPIED", Instant.now());
        surroundings.publish("mesa-ya.tables.updated", v1("table.updated", changed));
        return changed;
    }

    private String request(String method, String query, String version, String... headers) {
        return method + " /sse/restaurant/" + section + query + " HTTP/" + version + "\r\nHost: localhost\r\n"
                + Stream.of(headers).map(line -> line + "\r\n").collect(joining()) + "\r\n";
    }

    /** What comes up to the end of a part that is compressed. */
    private static byte[] readFlushed(RawClient client) {
        return client.readThrough("\0\0\u00FF\u00FF").getBytes(ISO_8859_1);
    }

    private static String readEvent(RawClient client) {
        return client.readThrough("\n\n");
    }

    private static HttpResponse<Void> ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.discarding());
    }
}
