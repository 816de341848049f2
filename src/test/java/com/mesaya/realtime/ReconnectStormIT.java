package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.FoldingViewer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everybody comes back at once, and the main API can only take so many. */
@ExtendWith(Surroundings.Extension.class)
class ReconnectStormIT {

    /** {@code mvn -Pjourney verify} has 5000. */
    private static final int CLIENTS = Integer.getInteger("storm.clients", 1_000);

    private static final int HANDSHAKES_AT_ONCE = 200;
    private static final int API_AT_ONCE = 50;
    private static final Duration API_TIME = Duration.ofMillis(200);
    private static final int SECTIONS = 100;
    /** The API takes twice as long to serve everybody, so that some are told to come back. */
    private static final Duration LONGEST_WAIT = API_TIME.multipliedBy(CLIENTS).dividedBy(2L * API_AT_ONCE);

    private static final long LONGEST_JITTER_MS = LONGEST_WAIT.toMillis() / 2;

    private final Surroundings surroundings;

    ReconnectStormIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Test
    void everybodyIsServedInTheEndAndTheApiIsNotOverrun() throws Exception {
        try (var api = new ScriptedApi();
                RunningService service = surroundings.start(Map.of(
                        "mesaya.rest.base-url",
                        api.baseUrl(),
                        "mesaya.rest.max-concurrent",
                        API_AT_ONCE,
                        "mesaya.rest.wait-timeout",
                        LONGEST_WAIT.toMillis() + "ms",
                        "mesaya.rest.timeout",
                        "2m",
                        "mesaya.admission.max-per-user",
                        CLIENTS,
                        "mesaya.admission.max-per-address",
                        CLIENTS,
                        "mesaya.admission.handshakes-per-second",
                        CLIENTS,
                        "mesaya.admission.handshakes-per-second-and-address",
                        CLIENTS))) {
            List<String> sections = new ArrayList<>();
            for (int section = 0; section < SECTIONS; section++) {
                sections.add(UUID.randomUUID().toString());
                api.script(sections.get(section), Script.section().after(API_TIME));
            }
            String token = RunningService.token();
            var handshakes = new Semaphore(HANDSHAKES_AT_ONCE);
            long start = System.nanoTime();

            var refusals = new AtomicInteger();
            List<CompletableFuture<Void>> served = new ArrayList<>(CLIENTS);
            for (int client = 0; client < CLIENTS; client++) {
                URI address = service.webSocket(sections.get(client % SECTIONS));
                handshakes.acquire();
                served.add(comeUntilServed(address, token, handshakes::release, refusals));
            }
            CompletableFuture.allOf(served.toArray(CompletableFuture[]::new)).get(10, TimeUnit.MINUTES);

            assertThat(api.mostUnderWay()).isBetween(1, API_AT_ONCE);
            System.out.printf(
                    "Reconnect storm: %d clients served in %.1f s, told to come back %d times; the API saw at most %d at"
                            + " once%n",
                    CLIENTS, (System.nanoTime() - start) / 1e9, refusals.get(), api.mostUnderWay());
        }
    }

    /** Comes back with jitter for as long as it is told to. */
    private static CompletableFuture<Void> comeUntilServed(
            URI address, String token, Runnable connected, AtomicInteger refusals) {
        return FoldingViewer.connect(address, token, frame -> {})
                .whenComplete((viewer, failure) -> connected.run())
                .thenCompose(ReconnectStormIT::outcome)
                .thenCompose(outcome -> {
                    if (outcome.equals("served")) {
                        return CompletableFuture.completedFuture(null);
                    }
                    assertThat(outcome).isEqualTo("1013");
                    refusals.incrementAndGet();
                    long jitterMs = ThreadLocalRandom.current().nextLong(LONGEST_JITTER_MS);
                    return CompletableFuture.runAsync(
                                    () -> {}, CompletableFuture.delayedExecutor(jitterMs, TimeUnit.MILLISECONDS))
                            .thenCompose(waited -> comeUntilServed(address, token, () -> {}, refusals));
                });
    }

    /** The first thing that happens: a snapshot, or a close. */
    private static CompletableFuture<String> outcome(FoldingViewer viewer) {
        return viewer.firstEvent()
                .thenCompose(event -> event.equals("section.snapshot")
                        ? CompletableFuture.completedFuture("served")
                        : viewer.closed().thenApply(String::valueOf))
                .whenComplete((outcome, failure) -> viewer.close());
    }
}
