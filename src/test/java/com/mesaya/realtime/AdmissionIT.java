package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.LiveViewer;
import com.mesaya.realtime.testing.RawClient;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import com.mesaya.realtime.testing.ViewerTransport;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many are let in, from where, and how fast. */
@ExtendWith(Surroundings.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int IN_ALL = 6;
    private static final int PER_USER = 2;
    private static final int PER_ADDRESS = 3;

    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();

    AdmissionIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        surroundings.api().script(section, Script.section());
        this.service = surroundings.start(Map.of(
                "mesaya.admission.max-connections",
                IN_ALL,
                "mesaya.admission.max-per-user",
                PER_USER,
                "mesaya.admission.max-per-address",
                PER_ADDRESS,
                "mesaya.admission.trusted-proxies",
                "127.0.0.1",
                "mesaya.admission.allowed-origins",
                "https://mesaya.ec, http://localhost:4200"));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void letsAUserHaveSoManyConnections() {
        for (ViewerTransport transport : ViewerTransport.values()) {
            try (LiveViewer one = watch("ana", "192.0.2.1");
                    LiveViewer two = transport.watch(service.http("/"), section, RunningService.tokenOf("ana"))) {
                awaitSnapshots(List.of(one, two));
                assertThat(refusal("ana", "192.0.2.3")).isEqualTo(429);
                two.vanish();
                try (LiveViewer three =
                        await().ignoreExceptions().until(() -> watch("ana", "192.0.2.3"), any -> true)) {
                    assertThat(three.next()).contains("section.snapshot");
                }
            }
            awaitNobody();
        }
    }

    @Test
    void letsAnAddressHaveSoManyConnectionsAndBelievesTheProxyWhoseItIs() {
        List<TestViewer> there = new ArrayList<>();
        for (int viewer = 0; viewer < PER_ADDRESS; viewer++) {
            there.add(watch("user-" + viewer, "6.6.6." + viewer + ", 198.51.100.7"));
        }
        awaitSnapshots(there);

        assertThat(refusal("user-9", "198.51.100.7")).isEqualTo(429);
        there.add(watch("user-9", "198.51.100.8"));

        there.forEach(TestViewer::close);
        awaitNobody();
    }

    @Test
    void letsSoManyInAltogether() throws Exception {
        List<TestViewer> there = new ArrayList<>();
        for (int viewer = 0; viewer < IN_ALL; viewer++) {
            there.add(watch("user-" + viewer, "192.0.2." + viewer));
        }
        awaitSnapshots(there);

        assertThat(refusal("user-9", "192.0.2.9")).isEqualTo(503);
        HttpResponse<String> refused = get(service, "Origin", "https://mesaya.ec");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.body()).contains("\"code\":\"OVERLOADED\"");

        there.forEach(TestViewer::close);
        awaitNobody();
    }

    @Test
    void letsPagesOfItsOriginsConnectAndProgramsWithoutOne() throws Exception {
        assertThat(get(service, "Origin", "https://evil.example").statusCode()).isEqualTo(403);
        assertThat(get(service, "Origin", "https://evil.example").body()).contains("\"code\":\"ORIGIN_DENIED\"");
        assertThat(get(service, "Origin", "null").statusCode()).isEqualTo(403);
        assertThat(get(service, "Origin", "http://localhost:4200").statusCode()).isEqualTo(426);
        assertThat(get(service, "X-Nothing", "1").statusCode()).isEqualTo(426);
    }

    @Test
    void answersSoManyHandshakesPerSecond() throws Exception {
        try (RunningService slow = surroundings.start(Map.of("mesaya.admission.handshakes-per-second", 1))) {
            List<Integer> statuses = new ArrayList<>();
            for (int handshake = 0; handshake < 40; handshake++) {
                HttpResponse<String> answer = get(slow, "X-Nothing", "1");
                statuses.add(answer.statusCode());
                if (answer.statusCode() == 503) {
                    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                }
            }
            assertThat(statuses).startsWith(426).contains(503);
            await().untilAsserted(() ->
                    assertThat(get(slow, "X-Nothing", "1").statusCode()).isEqualTo(426));
        }
    }

    @Test
    void closesSocketsTooManyOfAnAddressThatIsNoProxy() {
        try (RunningService direct = surroundings.start(Map.of("mesaya.admission.max-per-address", 1))) {
            List<RawClient> idle = new ArrayList<>();
            for (int socket = 0; socket < 1 + 64; socket++) {
                idle.add(answered(direct));
            }
            try (var oneMore = new RawClient(direct.http("/"))) {
                oneMore.readToEnd();
            }
            idle.forEach(RawClient::close);
            await().ignoreExceptions().untilAsserted(() -> answered(direct).close());
        }
    }

    /** Opens a socket and waits for an answer. Sockets are accepted in any order, so only an answered socket is surely counted. */
    private static RawClient answered(RunningService which) {
        var client = new RawClient(which.http("/"));
        client.write("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
        return client;
    }

    private TestViewer watch(String user, String forwardedFor) {
        return TestViewer.connect(
                service.webSocket(section + "/" + RunningService.tokenOf(user)), "X-Forwarded-For", forwardedFor);
    }

    private int refusal(String user, String forwardedFor) {
        return TestViewer.refusal(
                service.webSocket(section + "/" + RunningService.tokenOf(user)), "X-Forwarded-For", forwardedFor);
    }

    /** A connection counts from the moment at which its stream runs. */
    private static void awaitSnapshots(List<? extends LiveViewer> viewers) {
        assertThat(viewers).allMatch(viewer -> viewer.next().contains("section.snapshot"));
    }

    private void awaitNobody() {
        await().untilAsserted(() -> assertThat(new Scrape(service.metrics()).sum("mesaya_connections"))
                .isZero());
    }

    private HttpResponse<String> get(RunningService which, String header, String value)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(which.http("/ws/restaurant/" + section + "/" + RunningService.token()))
                        .header(header, value)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
