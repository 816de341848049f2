package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** UUIDs are the same in upper and in lower case, wherever they stand; what is no id does no harm. */
@ExtendWith(Surroundings.Extension.class)
class IdentityIT {

    private static final Instant TIME = Instant.parse("2025-10-19T18:00:00.000Z");
    private static final String UPDATED = "mesa-ya.tables.updated";

    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();
    private final String table = UUID.randomUUID().toString();

    IdentityIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.service = surroundings.service();
    }

    @BeforeEach
    void letTheApiKnowTheSection() {
        surroundings.api().script(section, ScriptedApi.Script.ok(snapshot(table)));
    }

    @Test
    void aViewerWhoWritesTheSectionInUpperCaseIsToldAsAnyOther() {
        try (TestViewer viewer = service.watch(upper(section))) {
            assertThat(viewer.next()).isEqualTo(frame("section.snapshot", snapshot(table)));
            String first = update(table, section, 1);
            String second = update(table, section, 2);

            assertThat(viewer.next(2)).containsExactly(frame("table.updated", first), frame("table.updated", second));
            assertThat(viewer.pending()).isEmpty();
            assertThat(surroundings.api().requestsFor(section)).hasSize(1);
        }
    }

    @Test
    void aRecordThatWritesIdsInUpperCaseReachesTheViewersAndDeletesNothing() {
        try (TestViewer viewer = service.watch(section)) {
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
            String shouted = update(upper(table), upper(section), 1);
            update(table, section, 0);
            String newer = update(table, section, 2);

            assertThat(viewer.next(2)).containsExactly(frame("table.updated", shouted), frame("table.updated", newer));
            assertThat(viewer.pending()).isEmpty();
        }
    }

    @Test
    void aSnapshotInUpperCaseWithholdsWhatItReflects() {
        String shouted =
                "{\"id\":\"" + upper(section) + "\",\"tables\":[" + entity(upper(table), upper(section), 0) + "]}";
        surroundings.api().script(section, ScriptedApi.Script.ok(shouted));

        try (TestViewer viewer = service.watch(section)) {
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
            update(table, section, -1);
            String newer = update(table, section, 2);

            assertThat(viewer.next()).isEqualTo(frame("table.updated", newer));
        }
    }

    @Test
    void aCursorIsGoodForTheSectionInWhateverCase() throws IOException {
        String cursor;
        try (TestViewer viewer =
                TestViewer.connect(service.webSocket(section + "/" + RunningService.token() + "?resume=true"))) {
            JsonNode first = new ObjectMapper().readTree(viewer.next());
            cursor = first.path("cursor").asText();
        }

        try (TestViewer back = TestViewer.connect(
                service.webSocket(upper(section) + "/" + RunningService.token() + "?cursor=" + cursor))) {
            assertThat(back.next()).startsWith("{\"event\":\"section.resumed\"");
        }
    }

    @Test
    void anIdThatIsNoTextIsADeadLetterAndReadingGoesOn() {
        double before = invalid();
        try (TestViewer viewer = service.watch(section)) {
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
            update("\\ud800", section, 1);
            String good = update(table, section, 1);

            assertThat(viewer.next()).isEqualTo(frame("table.updated", good));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(invalid()).isGreaterThan(before));
        }
    }

    @Test
    void aSnapshotWithAnIdThatIsNoTextIsDeliveredAsItCame() {
        String odd = "{\"id\":\"" + section + "\",\"tables\":[" + entity("\\ud800", section, 0) + ","
                + entity(table, section, 0) + "]}";
        surroundings.api().script(section, ScriptedApi.Script.ok(odd));

        try (TestViewer viewer = service.watch(section)) {
            assertThat(viewer.next()).isEqualTo(frame("section.snapshot", odd));
            update(table, section, -1);
            String newer = update(table, section, 1);
            assertThat(viewer.next()).isEqualTo(frame("table.updated", newer));
        }
    }

    private double invalid() {
        return new Scrape(service.metrics())
                .sum("mesaya_events_total", "topic=\"" + UPDATED + "\"", "outcome=\"invalid_payload\"");
    }

    private String update(String id, String where, int version) {
        String entity = entity(id, where, version);
        surroundings.publish(
                UPDATED,
                "{\"action\":\"table.updated\",\"entityId\":\"" + id + "\",\"entity\":" + entity + ",\"timestamp\":\""
                        + TIME + "\"}");
        return entity;
    }

    private String snapshot(String id) {
        return "{\"id\":\"" + section + "\",\"tables\":[" + entity(id, section, 0) + "]}";
    }

    private static String entity(String id, String where, int version) {
        return "{\"id\":\"" + id + "\",\"sectionId\":\"" + where + "\",\"status\":\"OCCUPIED\",\"updatedAt\":\""
                + TIME.plusMillis(version) + "\"}";
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
