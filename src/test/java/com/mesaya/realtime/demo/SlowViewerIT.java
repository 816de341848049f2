package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.FoldingViewer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.SectionFold;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.ViewerTransport;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Viewers that stop reading don't slow the others down, cost little, and catch up. */
@ExtendWith(Surroundings.Extension.class)
@Tag("alone")
class SlowViewerIT {

    private static final int OTHERS = 10;
    private static final int EVENTS = 20_000;
    private static final int EVENTS_PER_SECOND = 1_000;
    private static final int EVENT_BYTES = 2_000;
    private static final long HEAP_GROWTH_BYTES = 64L * 1024 * 1024;
    private static final Pattern SENT_AT = Pattern.compile("\"sentAt\":(\\d+)");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Surroundings surroundings;

    SlowViewerIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Test
    void pausedSocketsHurtNobodyAndCatchUp() throws Exception {
        var latenciesMs = new ConcurrentLinkedQueue<Long>();
        try (var section = new LivingSection(surroundings.brokers(), 50, () -> Duration.ZERO);
                RunningService service = surroundings.startWithoutThePast(Map.of(
                        "mesaya.rest.base-url",
                        section.apiUrl(),
                        // However long the changes take, the paused ones are still there.
                        "mesaya.http.stall-timeout",
                        "10m",
                        "mesaya.http.idle-timeout",
                        "10m"))) {
            List<FoldingViewer> paused = Stream.of(ViewerTransport.WEBSOCKET, ViewerTransport.GZIP)
                    .map(transport -> connect(transport, service, section, latency -> {}))
                    .toList();
            List<FoldingViewer> others = new ArrayList<>();
            for (int other = 0; other < OTHERS; other++) {
                others.add(connect(ViewerTransport.inTurn(other), service, section, latenciesMs::add));
            }
            long heapBefore = heapInUse();

            paused.forEach(FoldingViewer::pause);
            section.change(EVENTS, EVENTS_PER_SECOND, EVENT_BYTES);
            await().atMost(PATIENCE).until(() -> section.changes() == EVENTS);
            for (FoldingViewer other : others) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(other.fold().tables()).isEqualTo(section.truth()));
            }
            long grown = heapInUse() - heapBefore;
            List<Long> seenBefore =
                    paused.stream().map(viewer -> viewer.fold().events()).toList();
            paused.forEach(FoldingViewer::goOn);

            for (int one = 0; one < paused.size(); one++) {
                SectionFold fold = paused.get(one).fold();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(fold.tables()).isEqualTo(section.truth()));
                assertThat(fold.regressions()).isZero();
                assertThat(fold.events()).isBetween(seenBefore.get(one) + 1, EVENTS - 1L);
            }
            assertThat(grown).isLessThan(HEAP_GROWTH_BYTES);
            List<Long> sorted = latenciesMs.stream().sorted().toList();
            assertThat(sorted).hasSizeGreaterThan(OTHERS * EVENTS / 10);
            // Had they waited for those that took nothing, it would have been for as long as the changes took.
            assertThat(sorted.get((int) (sorted.size() * 0.99))).isLessThan(EVENTS * 1_000L / EVENTS_PER_SECOND / 2);
            System.out.printf(
                    "Slow viewer: others p50 %d ms, p99 %d ms; heap grew by %.1f MB; the slow ones got %s of %d events%n",
                    sorted.get(sorted.size() / 2),
                    sorted.get((int) (sorted.size() * 0.99)),
                    grown / 1e6,
                    paused.stream().map(viewer -> viewer.fold().events()).toList(),
                    EVENTS);
            others.forEach(FoldingViewer::close);
            paused.forEach(FoldingViewer::close);
        }
    }

    private static FoldingViewer connect(
            ViewerTransport transport, RunningService service, LivingSection section, Consumer<Long> latencies) {
        FoldingViewer viewer = transport
                .fold(service.http("/"), section.id(), RunningService.token(), frame -> {
                    Matcher sentAt = SENT_AT.matcher(frame);
                    if (frame.startsWith("{\"event\":\"table.") && sentAt.find()) {
                        latencies.accept((System.nanoTime() - Long.parseLong(sentAt.group(1))) / 1_000_000);
                    }
                })
                .join();
        viewer.firstEvent().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        return viewer;
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
