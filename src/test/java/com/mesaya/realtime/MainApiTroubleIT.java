package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.BrokenApi;
import com.mesaya.realtime.testing.BrokenApi.Manner;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A main API that is slow, wrong or away: who joins is told, others notice nothing, and it recovers by itself. */
@ExtendWith(Surroundings.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainApiTroubleIT {

    private static final String UPDATED = "mesa-ya.tables.updated";
    private static final int CONNECTIONS = 2;
    private static final String IMPATIENT = "500ms";
    private static final String PATIENT = "60s";

    private final Surroundings surroundings;
    private final BrokenApi api = new BrokenApi();
    /** Goes through all manners, one after the other. */
    private final RunningService impatient;

    private String good = "";
    private String broken = "";

    MainApiTroubleIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.impatient = start(IMPATIENT, Map.of());
    }

    @BeforeEach
    void letTheApiKnowASection() {
        good = UUID.randomUUID().toString();
        broken = UUID.randomUUID().toString();
        api.script(good, Manner.GOOD);
    }

    @AfterAll
    void end() {
        impatient.close();
        api.close();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"GOOD", "ONE_LARGE_CHUNK", "UNKNOWN_SECTION"})
    void whoJoinsIsToldOthersNoticeNothingAndConnectionsComeBack(Manner manner) {
        api.script(broken, manner);
        try (TestViewer watching = joined(impatient)) {
            List<TestViewer> joining = Stream.generate(() -> impatient.watch(broken))
                    .limit(2 * CONNECTIONS)
                    .toList();
            String event = table("t1", good, "OCCUPIED", Instant.now());
            surroundings.publish(UPDATED, v1("table.updated", event));

            assertThat(watching.next()).isEqualTo(frame("table.updated", event));
            joining.forEach(MainApiTroubleIT::assertTurnedAway);
            assertThat(api.requestsFor(broken)).isLessThanOrEqualTo(2 * CONNECTIONS);
            await().until(() -> joins(impatient, good));
            await().until(() -> joins(impatient, good));
        }
    }

    @Test
    void anApiThatIsAwayIsFoundAgain() {
        try (RunningService service = start(IMPATIENT, Map.of())) {
            api.goAway();
            assertTurnedAway(service.watch(good));
            assertTurnedAway(service.watch(good));

            api.comeBack();

            await().until(() -> joins(service, good));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"SERVICE_UNAVAILABLE", "HANGS", "CLOSES_MID_BODY", "TRICKLES_BODY"})
    void anApiInTroubleOverManySectionsIsGivenARest(Manner manner) {
        try (RunningService service = start(IMPATIENT, breaker(3, "10m"))) {
            getInTrouble(service, manner);
            await().untilAsserted(() -> assertThat(service.readiness().body())
                    .isEqualTo("{\"status\":\"degraded\",\"waitsFor\":[\"the main API to answer\"]}"));
            assertThat(service.readiness().statusCode()).isEqualTo(200);

            int before = api.requestsFor(broken);
            assertTurnedAway(service.watch(broken));
            assertTurnedAway(service.watch(good));
            assertThat(api.requestsFor(broken)).isEqualTo(before);
            assertThat(api.requestsFor(good)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"SERVICE_UNAVAILABLE", "HANGS", "CLOSES_MID_BODY", "TRICKLES_BODY"})
    void anApiThatHasHadItsRestIsTriedByOne(Manner manner) {
        try (RunningService service = start(IMPATIENT, breaker(3, "500ms"))) {
            getInTrouble(service, manner);

            await().until(() -> joins(service, good));
            await().until(() -> service.readiness().body().equals("{\"status\":\"ready\"}"));
        }
    }

    /** As many sections as it takes. */
    private void getInTrouble(RunningService service, Manner manner) {
        api.script(broken, manner);
        for (String section : List.of(broken, brokenToo(manner), brokenToo(manner))) {
            assertThat(service.readiness().body()).isEqualTo("{\"status\":\"ready\"}");
            assertTurnedAway(service.watch(section));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"UNKNOWN_SECTION", "GARBAGE_BODY", "CLAIMS_A_GIGANTIC_BODY", "SERVER_ERROR", "TOO_MANY_REQUESTS"})
    void oneRequestsTroubleIsNotTheApis(Manner manner) {
        List<String> sections = List.of(broken, brokenToo(manner), brokenToo(manner), brokenToo(manner));
        api.script(broken, manner);
        try (RunningService service = start(PATIENT, breaker(2, "10m"))) {
            for (String section : sections) {
                try (TestViewer viewer = service.watch(section)) {
                    assertThat(viewer.next()).startsWith("{\"event\":\"error\"");
                }
            }

            assertThat(sections).allMatch(section -> api.requestsFor(section) == 1);
            assertThat(joins(service, good)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"SERVER_ERROR", "SERVICE_UNAVAILABLE", "HANGS", "CLOSES_MID_BODY"})
    void whoAsksForABrokenSectionOverAndOverAgainKeepsNobodyElseOut(Manner manner) {
        api.script(broken, manner);
        try (RunningService service = start(manner == Manner.HANGS ? "2s" : PATIENT, breaker(2, "10m"))) {
            List<TestViewer> atOnce = Stream.generate(() -> service.watch(broken))
                    .limit(2 * CONNECTIONS)
                    .toList();
            atOnce.forEach(MainApiTroubleIT::assertTurnedAway);
            assertTurnedAway(service.watch(broken));

            assertThat(api.requestsFor(broken)).isEqualTo(2 * CONNECTIONS + 1);
            assertThat(joins(service, good)).isTrue();
            assertThat(service.readiness().body()).isEqualTo("{\"status\":\"ready\"}");
        }
    }

    private String brokenToo(Manner manner) {
        String section = UUID.randomUUID().toString();
        api.script(section, manner);
        return section;
    }

    private RunningService start(String timeout, Map<String, Object> overrides) {
        var settings = new HashMap<String, Object>(Map.of(
                "mesaya.rest.base-url",
                api.baseUrl(),
                "mesaya.rest.timeout",
                timeout,
                "mesaya.rest.max-concurrent",
                CONNECTIONS,
                "mesaya.rest.max-size",
                "1MiB"));
        settings.putAll(overrides);
        return surroundings.startWithoutThePast(settings);
    }

    private static Map<String, Object> breaker(int maxFailures, String reset) {
        return Map.of(
                "mesaya.rest.breaker-max-failures", maxFailures,
                "mesaya.rest.breaker-reset", reset,
                "mesaya.rest.breaker-max-reset", reset);
    }

    /** A good API may take too long for the impatient, too. */
    private TestViewer joined(RunningService service) {
        await().until(() -> joins(service, good));
        TestViewer viewer = service.watch(good);
        assertThat(viewer.next()).isEqualTo(snapshot(good));
        return viewer;
    }

    private static boolean joins(RunningService service, String section) {
        try (TestViewer viewer = service.watch(section)) {
            return viewer.next().equals(snapshot(section));
        }
    }

    private static String snapshot(String section) {
        return "{\"event\":\"section.snapshot\",\"payload\":{\"id\":\"" + section + "\"}}";
    }

    private static void assertTurnedAway(TestViewer viewer) {
        try (viewer) {
            assertThat(viewer.next()).startsWith("{\"event\":\"error\"").contains("\"code\":\"SNAPSHOT_UNAVAILABLE\"");
            assertThat(viewer.closed().code()).isEqualTo(1013);
        }
    }
}
