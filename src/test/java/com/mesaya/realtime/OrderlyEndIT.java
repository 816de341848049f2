package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.LiveViewer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.ServiceProcess;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.ViewerTransport;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What SIGTERM does to a process and its clients. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("alone")
class OrderlyEndIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Its own: a process with a group of its own reads all that other tests have published. */
    private final Surroundings surroundings = Surroundings.ofItsOwn();

    private final String section = UUID.randomUUID().toString();

    OrderlyEndIT() {
        surroundings.api().script(section, Script.section());
    }

    @AfterAll
    void end() {
        surroundings.close();
    }

    @Test
    void closesClientsFewAtATimeAndTellsThemEverythingUntilThen() {
        try (ServiceProcess service = serve("10m")) {
            // One each 100 ms, so that it takes 6 s.
            List<LiveViewer> viewers = watch(service, 60);

            service.terminate();
            await().untilAsserted(() ->
                    assertThat(get(service, "/health/ready").statusCode()).isEqualTo(503));
            String late = table("t1", section, "BLOCKED", Instant.now());
            surroundings.publish("mesa-ya.tables.updated", v1("table.updated", late));

            assertThatThrownBy(() -> watch(service, 1)).isInstanceOf(RuntimeException.class);
            int told = 0;
            for (LiveViewer viewer : viewers) {
                String next = viewer.next();
                if (next.startsWith("{\"event\":\"table.updated\"")) {
                    told++;
                    next = viewer.next();
                }
                assertThat(next).startsWith("{\"event\":\"system.closing\",\"payload\":{\"reconnectAfterMs\":");
                assertThat(viewer.closed().code()).isEqualTo(1012);
            }
            assertThat(told)
                    .as("viewers that were told of a change while others were closed")
                    .isPositive();
            assertThat(service.exitCode()).isZero();
            assertThat(service.output()).last().asString().endsWith(" Stopped");
        }
    }

    @Test
    void hurriesAtTheSecondSignal() {
        try (ServiceProcess service = serve("10m")) {
            List<LiveViewer> viewers = watch(service, 200);

            service.terminate();
            await().until(() ->
                    viewers.stream().anyMatch(viewer -> !viewer.pending().isEmpty()));
            Instant second = Instant.now();
            service.terminate();

            assertThat(viewers)
                    .allSatisfy(viewer -> assertThat(viewer.closed().code()).isEqualTo(1012));
            // Two hundred viewers, one each 100 ms, would take 20 s.
            assertThat(Duration.between(second, Instant.now())).isLessThan(Duration.ofSeconds(15));
            assertThat(service.exitCode()).isZero();
        }
    }

    private ServiceProcess serve(String drainDuration) {
        return ServiceProcess.start(ServiceProcess.environment(
                surroundings.api().baseUrl(),
                surroundings.brokers(),
                Map.of("KAFKA_GROUP_ID", "ending-" + UUID.randomUUID(), "DRAIN_DURATION", drainDuration)));
    }

    private List<LiveViewer> watch(ServiceProcess service, int count) {
        List<LiveViewer> viewers = new ArrayList<>(IntStream.range(0, count)
                .mapToObj(viewer ->
                        ViewerTransport.inTurn(viewer).watch(service.http("/"), section, RunningService.token()))
                .toList());
        viewers.forEach(viewer -> assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\""));
        return viewers;
    }

    private static HttpResponse<String> get(ServiceProcess service, String path)
            throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(service.admin(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
