package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.FoldingViewer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.ViewerTransport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A socket that takes nothing at all is cut off. The cases run at the same time, each with a service of its own. */
@ExtendWith(Surroundings.Extension.class)
class StalledViewerIT {

    private static final int EVENTS_PER_SECOND = 333;
    private static final int EVENT_BYTES = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Surroundings surroundings;

    StalledViewerIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({
        "conflate, WEBSOCKET",
        "conflate, GZIP",
        "drop-oldest, COMPRESSED",
        "disconnect, WEBSOCKET",
        "disconnect, EVENT_STREAM"
    })
    void aSocketThatTakesNothingAtAllIsCutOffWhateverThePolicy(String policy, ViewerTransport transport)
            throws Exception {
        try (var section = new LivingSection(surroundings.brokers(), 50, () -> Duration.ZERO);
                RunningService service = surroundings.startWithoutThePast(Map.of(
                        "mesaya.rest.base-url",
                        section.apiUrl(),
                        "mesaya.section.overflow",
                        policy,
                        "mesaya.http.stall-timeout",
                        "3s"))) {
            FoldingViewer stalled = transport
                    .fold(service.http("/"), section.id(), RunningService.token(), frame -> {})
                    .join();
            stalled.firstEvent()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            stalled.pause();
            section.change(Integer.MAX_VALUE, EVENTS_PER_SECOND, EVENT_BYTES);

            // With "disconnect" its place may be lost for lag just before its socket is found to be stalled.
            String reason = policy.equals("disconnect") ? "(failure|overflowed)" : "failure";
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(service.metrics())
                            .contains(
                                    "mesaya_connections{transport=\"sse\"} 0.0",
                                    "mesaya_connections{transport=\"websocket\"} 0.0")
                            .containsPattern("mesaya_closes_total\\{reason=\"" + reason + "\"} 1.0"));
            section.rest();
            stalled.close();
        }
    }
}
