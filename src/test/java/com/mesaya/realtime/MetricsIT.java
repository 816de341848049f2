package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.testing.RawClient;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import com.mesaya.realtime.testing.WatchedMetrics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a running service shows to those who run it, and to a client that measures. */
@ExtendWith(Surroundings.Extension.class)
class MetricsIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UPDATED = "mesa-ya.tables.updated";
    private static final Map<String, Object> QUICK = Map.of("mesaya.section.poll-timeout", "200ms");

    private final Surroundings surroundings;
    private final String section = UUID.randomUUID().toString();

    MetricsIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        surroundings.api().script(section, Script.section());
    }

    @Test
    void showsEveryMetricThatAPanelOrAnAlertLooksAt() {
        WatchedMetrics watched = WatchedMetrics.inConf();
        try (RunningService service = surroundings.start(QUICK);
                TestViewer viewer = service.watch(section)) {
            viewer.next();
            publish("t1");
            viewer.next();
            System.gc();

            await().untilAsserted(() -> assertThat(scrape(service).names())
                    .containsAll(watched.onPanels())
                    .containsAll(watched.inAlerts()));
        }
    }

    /** A counter that begins with 1 hasn't increased, so the first of its kind would be no alert. */
    @Test
    void beginsWithEverySeriesThatAnAlertWaitsFor() {
        var awaited = WatchedMetrics.inConf().labelsInAlerts();
        assertThat(awaited)
                .contains(
                        Map.entry("mesaya_dead_letters_total", "kept=\"false\""),
                        Map.entry("mesaya_events_total", "outcome=\"undecidable\""),
                        Map.entry("mesaya_section_moves_total", "move=\"left_all_behind\""));
        try (RunningService service = surroundings.start(QUICK)) {
            Scrape scrape = scrape(service);

            assertThat(awaited).allMatch(series -> scrape.has(series.getKey(), series.getValue()));
        }
    }

    @Test
    void showsWhatTheGuideExplainsAndNothingElse() {
        await().untilAsserted(() -> assertThat(scrape(surroundings.service()).names().stream()
                        .filter(name -> name.startsWith("mesaya_"))
                        .map(name -> name.replaceFirst("_(bucket|count|sum|max)$", ""))
                        .collect(Collectors.toSet()))
                .isEqualTo(WatchedMetrics.inTheGuide()));
    }

    @Test
    void namesNoSectionUserOrPlaceInALabel() {
        try (RunningService service = surroundings.start(QUICK);
                TestViewer viewer = service.watch(section)) {
            viewer.next();
            publish("t1");
            viewer.next();

            Scrape scrape = scrape(service);
            assertThat(scrape.labels("mesaya_"))
                    .isSubsetOf("code", "kept", "lag", "le", "move", "outcome", "reason", "topic", "transport");
            assertThat(scrape.text()).doesNotContain(section, "user-1", "t1\"");
        }
    }

    @Test
    void followsAnEventFromItsRecordToTheSocket() {
        try (RunningService service = surroundings.start(QUICK);
                TestViewer viewer = service.watch(section)) {
            viewer.next();
            Scrape before = scrape(service);

            publish("t1");
            viewer.next();

            await().untilAsserted(() -> {
                Scrape after = scrape(service);
                assertThat(after.sum("mesaya_freshness_seconds_count")).isEqualTo(1);
                assertThat(after.sum("mesaya_freshness_seconds_sum")).isBetween(0.0, 10.0);
                assertThat(after.sum("mesaya_batches_total")).isEqualTo(1);
                assertThat(after.sum("mesaya_write_frames_count") - before.sum("mesaya_write_frames_count"))
                        .isEqualTo(1);
                assertThat(after.sum("mesaya_routing_duration_seconds_count"))
                        .isGreaterThan(before.sum("mesaya_routing_duration_seconds_count"));
                assertThat(after.sum("mesaya_log_events")).isPositive();
                assertThat(after.sum("mesaya_sections")).isPositive();
                assertThat(after.sum("mesaya_subscribers", "lag=\"0\"")).isEqualTo(1);
                assertThat(after.sum("mesaya_snapshot_duration_seconds_count", "outcome=\"found\""))
                        .isEqualTo(1);
                assertThat(after.sum("mesaya_shards")).isPositive();
                assertThat(after.sum("mesaya_shard_moves_total", "move=\"arrived\""))
                        .isPositive();
                assertThat(after.sum("mesaya_cluster_members")).isEqualTo(1);
                assertThat(after.sum("mesaya_ready")).isEqualTo(1);
                assertThat(after.sum("mesaya_main_api_asked")).isEqualTo(1);
            });
        }
    }

    @Test
    void countsWhoResumesAndWhoCannot() throws Exception {
        try (RunningService service = surroundings.start(QUICK)) {
            String cursor;
            try (TestViewer viewer =
                    TestViewer.connect(service.webSocket(section + "/" + RunningService.token() + "?resume=true"))) {
                cursor = JSON.readTree(viewer.next()).path("cursor").asText();
            }
            try (TestViewer back = TestViewer.connect(
                            service.webSocket(section + "/" + RunningService.token() + "?cursor=" + cursor));
                    TestViewer forger = TestViewer.connect(
                            service.webSocket(section + "/" + RunningService.token() + "?cursor=forged"))) {
                assertThat(back.next()).contains("section.resumed");
                assertThat(forger.next()).contains("section.snapshot");

                await().untilAsserted(() -> {
                    Scrape scrape = scrape(service);
                    assertThat(scrape.sum("mesaya_resumes_total", "outcome=\"resumed\""))
                            .isEqualTo(1);
                    assertThat(scrape.sum("mesaya_resumes_total", "outcome=\"cursor_invalid\""))
                            .isEqualTo(1);
                });
            }
        }
    }

    @Test
    void tellsAClientThatAsksHowOldEachEventIs() throws Exception {
        RunningService service = surroundings.service();
        try (TestViewer timed =
                        TestViewer.connect(service.webSocket(section + "/" + RunningService.token() + "?timing=true"));
                TestViewer other = service.watch(section)) {
            timed.next();
            other.next();
            long before = System.currentTimeMillis();

            publish("t1");

            JsonNode frame = JSON.readTree(timed.next());
            assertThat(frame.path("recordedAtMs").asLong()).isBetween(before, System.currentTimeMillis());
            assertThat(other.next()).doesNotContain("recordedAtMs");
        }
    }

    @Test
    void looksIntoASectionForAnOperator() throws Exception {
        try (RunningService service = surroundings.start(QUICK);
                TestViewer viewer = service.watch(section)) {
            viewer.next();
            publish("t1");
            viewer.next();

            await().untilAsserted(() -> {
                JsonNode report = JSON.readTree(
                        send("GET", service.admin("/admin/sections/" + section)).body());
                assertThat(report.path("head").asInt()).isEqualTo(1);
                assertThat(report.path("viewers").asInt()).isEqualTo(1);
                assertThat(report.at("/furthest/0/cursor").asInt()).isEqualTo(1);
                assertThat(report.path("node").asText()).startsWith("127.0.0.1:");
            });
        }
    }

    @Test
    void drainsAtAnOperatorsCommandAndGoesOnWithItsSections() throws Exception {
        try (RunningService service = surroundings.start(QUICK);
                TestViewer viewer = service.watch(section)) {
            viewer.next();
            // A section without an event would end with its last viewer, maybe together with what comes next.
            publish("t1");
            viewer.next();

            assertThat(send("PUT", service.admin("/admin/drain")).statusCode()).isEqualTo(202);

            assertThat(viewer.next()).contains("system.closing");
            assertThat(viewer.closed().code()).isEqualTo(1012);
            assertThat(TestViewer.refusal(service.webSocket(section + "/" + RunningService.token())))
                    .isEqualTo(503);
            assertThat(service.readiness().statusCode()).isEqualTo(503);
            await().untilAsserted(() -> assertThat(
                            send("GET", service.admin("/admin/drain")).body())
                    .isEqualTo("{\"draining\":true,\"connections\":0}"));
            publish("t2");
            await().untilAsserted(() -> assertThat(
                            JSON.readTree(send("GET", service.admin("/admin/sections/" + section))
                                            .body())
                                    .path("head")
                                    .asInt())
                    .isEqualTo(2));
        }
    }

    @Test
    void letsNobodyRunTheServiceFromThePublicPort() throws Exception {
        RunningService service = surroundings.service();

        for (String path :
                new String[] {"/admin/sections/" + section, "/admin/log-level", "/admin/drain", "/metrics", "/cluster"
                }) {
            assertThat(send("GET", service.http(path)).statusCode()).as(path).isEqualTo(404);
            assertThat(send("PUT", service.http(path)).statusCode()).as(path).isIn(404, 405);
        }
        assertThat(service.readiness().statusCode()).isEqualTo(200);
    }

    @Test
    void isScrapedUnderAnyNameAndRunUnderItsOwnOnly() {
        assertThat(statusUnder("realtime-1:8081", "/metrics")).contains(" 200 ");
        assertThat(statusUnder("realtime-1:8081", "/admin/drain")).contains(" 403 ");
        assertThat(statusUnder("localhost:8081", "/admin/drain")).contains(" 200 ");
    }

    private String statusUnder(String host, String path) {
        try (var client = new RawClient(surroundings.service().admin(path))) {
            client.write("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            return client.readHead();
        }
    }

    private void publish(String table) {
        surroundings.publish(UPDATED, v1("table.updated", table(table, section, "BLOCKED", Instant.now())));
    }

    private static Scrape scrape(RunningService service) {
        return new Scrape(service.metrics());
    }

    private static HttpResponse<String> send(String method, URI address) throws Exception {
        var request = HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
