package com.mesaya.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import com.mesaya.realtime.testing.ThrottledApi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A main API that answers only so many requests of an address: who joins waits, and gets a snapshot all the same. */
@ExtendWith(Surroundings.Extension.class)
class ThrottledApiIT {

    private static final int CLIENTS = 60;
    private static final String SNAPSHOT = "{\"event\":\"section.snapshot\"";

    private final Surroundings surroundings;
    private final String section = UUID.randomUUID().toString();

    ThrottledApiIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @ParameterizedTest
    @CsvSource({"true, Retry-After", "false, Retry-After", "true, Retry-After-short"})
    void everybodyWhoJoinsAtOnceGetsOneSnapshot(boolean forwards, String retryAfter) {
        try (var api = new ThrottledApi(20, retryAfter);
                RunningService service = start(api, Map.of("mesaya.rest.forward-client-address", forwards))) {
            List<TestViewer> viewers =
                    Stream.generate(() -> service.watch(section)).limit(CLIENTS).toList();

            viewers.forEach(viewer -> assertThat(viewer.next()).startsWith(SNAPSHOT));
            assertThat(api.answered()).isEqualTo(CLIENTS);
            assertThat(api.refused()).isPositive();
            assertThat(new Scrape(service.metrics())
                            .sum("mesaya_snapshot_duration_seconds_count", "outcome=\"postponed\""))
                    .isEqualTo(api.refused());
            viewers.forEach(TestViewer::close);
        }
    }

    @Test
    void clientsOfOtherAddressesDoNotWait() {
        try (var api = new ThrottledApi(5, "Retry-After");
                RunningService service = start(api, Map.of("mesaya.admission.trusted-proxies", "127.0.0.1"))) {
            List<TestViewer> viewers = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> from(service, "198.51.100." + client))
                    .toList();

            viewers.forEach(viewer -> assertThat(viewer.next()).startsWith(SNAPSHOT));
            assertThat(api.answered()).isEqualTo(CLIENTS);
            assertThat(api.refused()).isZero();
            viewers.forEach(TestViewer::close);
        }
    }

    @Test
    void whoseAddressHasToWaitTooLongIsTurnedAwayAndNobodyElse() {
        try (var api = new ThrottledApi(1, "Retry-After");
                RunningService service = start(
                        api,
                        Map.of("mesaya.admission.trusted-proxies", "127.0.0.1", "mesaya.rest.wait-timeout", "300ms"))) {
            List<TestViewer> crowd = Stream.generate(() -> from(service, "198.51.100.1"))
                    .limit(5)
                    .toList();
            List<String> first = crowd.stream().map(TestViewer::next).toList();

            assertThat(first).anyMatch(frame -> frame.startsWith(SNAPSHOT));
            assertThat(first).anyMatch(frame -> frame.contains("\"code\":\"SNAPSHOT_UNAVAILABLE\""));
            try (TestViewer other = from(service, "198.51.100.2")) {
                assertThat(other.next()).startsWith(SNAPSHOT);
            }
            crowd.forEach(TestViewer::close);
        }
    }

    @Test
    void aPaceOfItsOwnSparesTheApiTheRest() {
        try (var api = new ThrottledApi(20, "Retry-After");
                RunningService service = start(
                        api,
                        Map.of(
                                "mesaya.rest.forward-client-address",
                                false,
                                "mesaya.rest.max-per-second",
                                10,
                                "mesaya.rest.burst",
                                5))) {
            List<TestViewer> viewers =
                    Stream.generate(() -> service.watch(section)).limit(30).toList();

            viewers.forEach(viewer -> assertThat(viewer.next()).startsWith(SNAPSHOT));
            assertThat(api.answered()).isEqualTo(30);
            assertThat(api.refused()).isZero();
            viewers.forEach(TestViewer::close);
        }
    }

    @Test
    void isToldTheAddressThatTrustedProxiesSay() {
        surroundings.api().script(section, ScriptedApi.Script.section());
        try (RunningService service = surroundings.start(Map.of("mesaya.admission.trusted-proxies", "127.0.0.1"));
                TestViewer honest = from(service, "198.51.100.7");
                TestViewer forger = from(service, "6.6.6.6, 2001:db8::7")) {
            assertThat(honest.next()).startsWith(SNAPSHOT);
            assertThat(forger.next()).startsWith(SNAPSHOT);

            assertThat(forwarded()).containsExactlyInAnyOrder("198.51.100.7", "2001:db8::7");
        }
    }

    @Test
    void isToldNoAddressIfItIsNotToBe() {
        surroundings.api().script(section, ScriptedApi.Script.section());
        try (RunningService service = surroundings.start(Map.of("mesaya.rest.forward-client-address", false));
                TestViewer viewer = from(service, "198.51.100.7")) {
            assertThat(viewer.next()).startsWith(SNAPSHOT);

            assertThat(forwarded()).containsExactly("");
        }
    }

    @Test
    void whoLeavesInAPauseIsNotAskedForAgain() {
        try (var api = new ThrottledApi(1, "Retry-After");
                RunningService service = start(api, Map.of())) {
            List<TestViewer> viewers =
                    Stream.generate(() -> service.watch(section)).limit(10).toList();
            await().until(() -> new Scrape(service.metrics()).sum("mesaya_joins_waiting") > 0);

            viewers.forEach(TestViewer::close);

            await().until(() -> new Scrape(service.metrics()).sum("mesaya_joins_waiting") == 0);
            assertThat(api.answered()).isLessThan(10);
        }
    }

    private List<String> forwarded() {
        return surroundings.api().requestsFor(section).stream()
                .map(ScriptedApi.Request::forwardedFor)
                .toList();
    }

    private TestViewer from(RunningService service, String forwardedFor) {
        return TestViewer.connect(
                service.webSocket(section + "/" + RunningService.token()), "X-Forwarded-For", forwardedFor);
    }

    private RunningService start(ThrottledApi api, Map<String, Object> overrides) {
        var settings = new HashMap<String, Object>(Map.of("mesaya.rest.base-url", api.baseUrl()));
        settings.putAll(overrides);
        return surroundings.start(settings);
    }
}
