package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.mesaya.realtime.infrastructure.rest.MainApi;
import com.mesaya.realtime.testing.BrokenApi;
import com.mesaya.realtime.testing.CapturedLog;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Samples;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What today's main API answers is a section like any other, whatever is around it; what is none is passed on to nobody. */
@ExtendWith(Surroundings.Extension.class)
class WrappedSectionIT {

    private static final String UPDATED = "mesa-ya.tables.updated";
    private static final Instant TIME = Instant.parse("2025-10-19T18:05:42.003Z");

    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();
    private final String table = table("t1", section, "AVAILABLE", TIME);

    WrappedSectionIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.service = surroundings.service();
    }

    @Test
    void theSnapshotIsWhatIsInside() {
        String wrapped = Samples.text("v2-section-snapshot-wrapped.json");
        surroundings.api().script(Samples.SECTION, Script.ok(wrapped));

        try (TestViewer viewer = service.watch(Samples.SECTION)) {
            assertThat(viewer.next())
                    .isEqualTo(
                            frame("section.snapshot", wrapped.substring("{\"data\":".length(), wrapped.length() - 1)));
        }
    }

    @Test
    void nothingOlderThanWhatIsInsideIsTold() {
        surroundings.api().script(section, wrapped(table));

        try (TestViewer viewer = joined(service)) {
            surroundings.publishInOrder(UPDATED, update(section, "OCCUPIED", TIME.minusSeconds(1)));
            String newer = table("t1", section, "RESERVED", TIME.plusSeconds(1));
            surroundings.publishInOrder(UPDATED, v1("table.updated", newer));

            assertThat(viewer.next()).isEqualTo(frame("table.updated", newer));
        }
    }

    @Test
    void aTableInsideThatMovesAwayIsTakenAway() {
        String other = UUID.randomUUID().toString();
        surroundings.api().script(section, wrapped(table));

        try (TestViewer viewer = joined(service)) {
            surroundings.publish(
                    UPDATED,
                    v1(
                            "table.updated",
                            table.replace("\"sectionId\":\"" + section, "\"sectionId\":\"" + other)
                                    .replace(
                                            TIME.toString(), TIME.plusSeconds(1).toString())));

            assertThat(viewer.next()).startsWith("{\"event\":\"table.deleted\"");
        }
    }

    @Test
    void anIdThatIsNoneKeepsNobodyOut() {
        String ghost = "{\"id\":\"\\ud800\",\"sectionId\":\"" + section + "\",\"updatedAt\":\"" + TIME + "\"}";
        surroundings.api().script(section, wrapped(ghost + "," + table));

        try (TestViewer viewer = joined(service)) {
            String newer = table("t1", section, "RESERVED", TIME.plusSeconds(1));
            surroundings.publish(UPDATED, v1("table.updated", newer));

            assertThat(viewer.next()).isEqualTo(frame("table.updated", newer));
        }
    }

    @Test
    void anIdInCapitalsIsTheSame() {
        surroundings.api().script(section, wrapped(table));

        try (TestViewer viewer = service.watch(section.toUpperCase(Locale.ROOT))) {
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\",\"payload\":{\"id\":\"" + section);
        }
    }

    @Test
    void aSectionIsFoundWhereItIsSaidToBe() {
        surroundings.api().script(section, Script.ok("{\"result\":{\"section\":{\"id\":\"{id}\"}}}"));

        try (RunningService pointed = surroundings.start(Map.of("mesaya.rest.section-pointer", "/result/section"));
                TestViewer viewer = pointed.watch(section)) {
            assertThat(viewer.next()).isEqualTo(frame("section.snapshot", "{\"id\":\"" + section + "\"}"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":\"5b0f6b1e-6a1f-4a57-9a0c-2f3a8f5f9a01\",\"note\":\"secret\"}",
                "{\"data\":null}",
                "{\"data\":{\"id\":\"5b0f6b1e-6a1f-4a57-9a0c-2f3a8f5f9a01\",\"note\":\"secret\"}}",
                "{\"error\":{\"note\":\"secret\"}}"
            })
    void whatIsNoSectionOrAnotherOneIsPassedOnToNobody(String answer) {
        surroundings.api().script(section, Script.ok(answer));
        double before = invalid();

        try (var log = CapturedLog.of(MainApi.class, Level.DEBUG);
                TestViewer viewer = service.watch(section)) {
            assertThat(viewer.next())
                    .startsWith("{\"event\":\"error\"")
                    .contains("\"code\":\"SNAPSHOT_INVALID\"")
                    .doesNotContain("secret");
            assertThat(viewer.closed().code()).isEqualTo(1013);
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("does not contain section " + section))
                    .noneMatch(line -> line.contains("secret"));
        }
        assertThat(invalid()).isEqualTo(before + 1);
    }

    private double invalid() {
        return new Scrape(service.metrics())
                .sum("mesaya_snapshot_duration_seconds_count", "outcome=\"snapshot_invalid\"");
    }

    @Test
    void aWrongPathIsWarnedOf() {
        try (var log = CapturedLog.of(MainApi.class, Level.DEBUG);
                RunningService wrong = surroundings.start(Map.of("mesaya.rest.section-path", "/nowhere/{id}"))) {
            for (int asked = 0; asked < 3; asked++) {
                assertThat(log.lines()).noneMatch(line -> line.contains("REST_SECTION_PATH"));
                try (TestViewer viewer = wrong.watch(UUID.randomUUID().toString())) {
                    assertThat(viewer.next()).contains("\"code\":\"SECTION_NOT_FOUND\"");
                }
            }

            assertThat(log.lines())
                    .anyMatch(line -> line.contains("/nowhere/{id}")
                            && line.contains("REST_SECTION_PATH")
                            && line.contains("/api/v1/sections/{id}"));
        }
    }

    @Test
    void aSectionThatComesInOneLargeChunkIsPassedOn() {
        try (var api = new BrokenApi();
                RunningService own = surroundings.start(Map.of("mesaya.rest.base-url", api.baseUrl()))) {
            api.script(section, BrokenApi.Manner.ONE_LARGE_CHUNK);

            try (TestViewer viewer = own.watch(section)) {
                // Not by AssertJ, which would print it.
                assertThat(viewer.next().equals(frame("section.snapshot", BrokenApi.largeSection(section))))
                        .isTrue();
            }
        }
    }

    private TestViewer joined(RunningService joining) {
        TestViewer viewer = joining.watch(section);
        assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\",\"payload\":{\"id\":\"" + section + "\"");
        return viewer;
    }

    private static Script wrapped(String table) {
        String now = Instant.now().toString();
        return Script.ok("{\"data\":{\"id\":\"{id}\",\"tables\":[" + table + "],\"createdAt\":\"" + now
                + "\",\"updatedAt\":\"" + now + "\"}}");
    }

    private static String update(String where, String status, Instant at) {
        return v1("table.updated", table("t1", where, status, at));
    }
}
