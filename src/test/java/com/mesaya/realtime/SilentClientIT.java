package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mesaya.realtime.testing.Envelopes;
import com.mesaya.realtime.testing.RawClient;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that are gone without a word, or never say what they came for: with a patience of 3 s instead of 60 s. */
@ExtendWith(Surroundings.Extension.class)
class SilentClientIT {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** One is sent each third of the patience: the last of them comes long after those who don't answer are gone. */
    private static final int PINGS = 7;

    private final ScheduledExecutorService drip = Executors.newScheduledThreadPool(2);

    private static final Executor THREADS = task -> {
        var thread = new Thread(task, "client");
        thread.setDaemon(true);
        thread.start();
    };

    @AfterEach
    void stopDripping() {
        drip.shutdownNow();
    }

    @Test
    void areEndedAndThoseWhoAnswerPingsAreNot(Surroundings surroundings) throws Exception {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, Script.section());
        try (RunningService service = surroundings.start(Map.of(
                        "mesaya.http.idle-timeout", PATIENCE.toSeconds() + "s",
                        "mesaya.http.stall-timeout", PATIENCE.toSeconds() + "s"));
                var silent = new RawClient(service.http("/"));
                var slow = new RawClient(service.http("/"));
                RawClient deaf = open(service, section);
                RawClient alive = open(service, section)) {
            CompletableFuture<Integer> pings = CompletableFuture.supplyAsync(() -> answerPings(alive, PINGS), THREADS);
            CompletableFuture<Long> silentMs = CompletableFuture.supplyAsync(() -> timeToEnd(silent), THREADS);
            slow.write("GET / HTTP/1.1\r\nHost: a\r\nX: ");
            var oneByOne = drip.scheduleAtFixedRate(() -> slow.write("x"), 0, 100, TimeUnit.MILLISECONDS);
            CompletableFuture<Long> slowMs = CompletableFuture.supplyAsync(() -> timeToEnd(slow), THREADS);

            assertThat(deaf.receive().opcode()).isEqualTo(RawClient.PING);
            long deafMs = timeToEnd(deaf);

            assertThat(deafMs).isLessThan(10 * PATIENCE.toMillis());
            assertThat(silentMs.get()).isLessThan(10 * PATIENCE.toMillis());
            assertThat(slowMs.get()).isLessThan(10 * PATIENCE.toMillis());
            oneByOne.cancel(false);
            assertThat(pings.get()).isEqualTo(PINGS);
        }
    }

    /** What comes all the time must not keep the pings away that a listener shows its life by. */
    @Test
    void whoIsToldOfSomethingAllTheTimeStays(Surroundings surroundings) {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, Script.section());
        try (RunningService service =
                        surroundings.start(Map.of("mesaya.http.idle-timeout", PATIENCE.toSeconds() + "s"));
                TestViewer listener = service.watch(section)) {
            assertThat(listener.next()).startsWith("{\"event\":\"section.snapshot\"");
            Instant start = Instant.now();
            for (int version = 0; Instant.now().isBefore(start.plus(PATIENCE.multipliedBy(2))); version++) {
                String event = Envelopes.table("busy", section, "OCCUPIED", start.plusMillis(version));

                surroundings.publish("mesa-ya.tables.updated", Envelopes.v1("table.updated", event));

                assertThat(listener.next()).isEqualTo(Envelopes.frame("table.updated", event));
            }
        }
    }

    /** It never answers a ping, as one whose pings wait behind what the system keeps for it; that its socket takes more and more shows it. */
    @Test
    void whoIsSlowAndReadsStaysThoughNoPingIsAnswered(Surroundings surroundings) throws Exception {
        String section = UUID.randomUUID().toString();
        surroundings.api().script(section, Script.section());
        try (RunningService service = surroundings.start(Map.of("mesaya.http.idle-timeout", "4s"));
                RawClient slow = open(service, section)) {
            ScheduledFuture<?> changing = drip.scheduleAtFixedRate(
                    () -> surroundings.publish("mesa-ya.tables.updated", largeChange(section)),
                    0,
                    10,
                    TimeUnit.MILLISECONDS);
            ScheduledFuture<?> reading = drip.scheduleAtFixedRate(slow::receive, 0, 600, TimeUnit.MILLISECONDS);

            assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(changing.isDone()).isFalse();
        }
    }

    private static String largeChange(String section) {
        String table = Envelopes.table("large", section, "OCCUPIED", Instant.now());
        return Envelopes.v1("table.updated", "{\"note\":\"" + "x".repeat(100_000) + "\"," + table.substring(1));
    }

    private static RawClient open(RunningService service, String section) {
        RawClient client = RawClient.webSocket(service.webSocket(section + "/" + RunningService.token()));
        assertThat(client.receive().text()).startsWith("{\"event\":\"section.snapshot\"");
        return client;
    }

    private static int answerPings(RawClient client, int count) {
        for (int ping = 0; ping < count; ping++) {
            client.send(true, RawClient.PONG, client.receive(RawClient.PING).payload());
        }
        return count;
    }

    private static long timeToEnd(RawClient client) {
        long start = System.nanoTime();
        client.readToEnd();
        return (System.nanoTime() - start) / 1_000_000;
    }
}
