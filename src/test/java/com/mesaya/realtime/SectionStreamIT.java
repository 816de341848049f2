package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Samples;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a viewer of a section gets, through a real broker and real sockets. */
@ExtendWith(Surroundings.Extension.class)
class SectionStreamIT {

    private static final Instant TIME = Instant.parse("2025-10-19T18:00:00.000Z");
    private static final String UPDATED = "mesa-ya.tables.updated";

    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();

    SectionStreamIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.service = surroundings.service();
    }

    @BeforeEach
    void letTheApiKnowTheSection() {
        surroundings.api().script(section, ScriptedApi.Script.ok("{\"id\":\"" + section + "\"}"));
    }

    @Test
    void startsWithTheSnapshotAsTheApiReturnedIt() {
        surroundings.api().script(Samples.SECTION, ScriptedApi.Script.ok(Samples.text("section-snapshot.json")));

        try (TestViewer viewer = service.watch(Samples.SECTION)) {
            assertThat(viewer.next()).isEqualTo(frame("section.snapshot", Samples.text("section-snapshot.json")));
        }
    }

    @Test
    void passesEventsOnAsTheyCame() {
        String payload = "{ \"sectionId\":\"" + section + "\", \"id\":\"t1-" + section
                + "\",\"price\":1.50e+2, \"name\":\"Ñandú \\u00e9 🍽\","
                + "\"unknown\":[1,{\"a\":null}],\"updatedAt\":\"2025-10-19T18:05:42.003Z\"}";

        try (TestViewer viewer = joined(section)) {
            surroundings.publish(UPDATED, v1("table.updated", payload));

            assertThat(viewer.next()).isEqualTo(frame("table.updated", payload));
        }
    }

    @Test
    void tellsOnlyTheViewersOfTheSectionConcerned() {
        String other = UUID.randomUUID().toString();
        surroundings.api().script(other, ScriptedApi.Script.ok("{\"id\":\"" + other + "\"}"));

        try (TestViewer viewer = joined(section);
                TestViewer stranger = joined(other)) {
            String here = update(section, "t1", 1);
            String there = update(other, "t1", 1);

            assertThat(viewer.next()).isEqualTo(frame("table.updated", here));
            assertThat(stranger.next()).isEqualTo(frame("table.updated", there));
            assertThat(viewer.pending()).isEmpty();
            assertThat(stranger.pending()).isEmpty();
        }
    }

    @Test
    void asksTheApiOnceForEachConnectionAndNeverAgain() {
        int updates = 500;
        String token = RunningService.token();
        try (TestViewer first = TestViewer.connect(service.webSocket(section + "/" + token));
                TestViewer second = TestViewer.connect(service.webSocket(section + "/" + token))) {
            assertThat(first.next()).isEqualTo(second.next());
            for (int change = 0; change < updates; change++) {
                update(section, "t" + change, change);
            }

            assertThat(first.next(updates)).hasSize(updates);
            assertThat(second.next(updates)).hasSize(updates);
            assertThat(surroundings.api().requestsFor(section))
                    .containsOnly(new ScriptedApi.Request(section, "Bearer " + token, "127.0.0.1"))
                    .hasSize(2);
        }
    }

    @Test
    void understandsBothEnvelopes() {
        surroundings.api().script(Samples.SECTION, ScriptedApi.Script.section());

        // The snapshot that other tests show holds the same tables, newer than their creation.
        try (RunningService own = surroundings.startWithoutThePast(Map.of());
                TestViewer viewer = own.watch(Samples.SECTION)) {
            assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
            surroundings.publish("mesa-ya.tables.created", Samples.bytes("v1-mesa-ya.tables.created.json"));
            assertThat(viewer.next())
                    .isEqualTo(frame(
                            "table.created",
                            Samples.member("v1-mesa-ya.tables.created.json", "entity", ",\"timestamp\"")));

            surroundings.publish("mesa-ya.tables.events", Samples.bytes("v2-mesa-ya.tables.events.updated.json"));
            assertThat(viewer.next())
                    .isEqualTo(frame(
                            "table.updated",
                            Samples.member("v2-mesa-ya.tables.events.updated.json", "data", ",\"metadata\"")));

            surroundings.publish("mesa-ya.sections.events", Samples.bytes("v2-mesa-ya.sections.events.updated.json"));
            assertThat(viewer.next()).startsWith("{\"event\":\"section.updated\",");

            surroundings.publish(
                    "mesa-ya.section-objects.events", Samples.bytes("v2-mesa-ya.section-objects.events.created.json"));
            assertThat(viewer.next()).startsWith("{\"event\":\"section-object.created\",");
        }
    }

    @Test
    void readsTopicsWithAVersionSuffix() {
        String first = table("t1", section, "RESERVED", TIME);
        String second = table("t1", section, "OCCUPIED", TIME.plusMillis(1));

        try (TestViewer viewer = joined(section)) {
            surroundings.publish("mesa-ya.tables.updated.v1", v1("table.updated", first));
            assertThat(viewer.next()).isEqualTo(frame("table.updated", first));

            surroundings.publish(
                    "mesa-ya.tables.updated.v2",
                    "{\"event_type\":\"status_changed\",\"entity_id\":\"t1-" + section + "\",\"data\":" + second + "}");
            assertThat(viewer.next()).isEqualTo(frame("table.status_changed", second));
        }
    }

    @Test
    void passesOverPoisonAndGoesOn() {
        try (TestViewer viewer = joined(section)) {
            surroundings.publish(UPDATED, "not json");
            surroundings.publish(UPDATED, new byte[0]);
            surroundings.publish(UPDATED, new byte[] {(byte) 0xC3, 0x28});
            surroundings.publish(UPDATED, "{\"entity\":{\"id\":\"t1\"}}");
            surroundings.publish("mesa-ya.tables.updated.v9", "{}");
            String good = update(section, "t1", 1);

            assertThat(viewer.next()).isEqualTo(frame("table.updated", good));
        }
    }

    @Test
    void withholdsWhatTheSnapshotAlreadyReflects() {
        String known = table("t1", section, "OCCUPIED", TIME.plusMillis(5));
        surroundings
                .api()
                .script(section, ScriptedApi.Script.ok("{\"id\":\"" + section + "\",\"tables\":[" + known + "]}"));

        try (TestViewer viewer = joined(section)) {
            update(section, "t1", 4);
            String equallyNew = update(section, "t1", 5);
            String newer = update(section, "t1", 6);

            assertThat(viewer.next()).isEqualTo(frame("table.updated", equallyNew));
            assertThat(viewer.next()).isEqualTo(frame("table.updated", newer));
        }
    }

    @Test
    void closesTheConnectionAfterTheSectionWasDeleted() {
        String deleted = "{\"id\":\"" + section + "\",\"updatedAt\":\"" + TIME + "\"}";

        try (TestViewer viewer = joined(section)) {
            surroundings.publish("mesa-ya.sections.deleted", v1("section.deleted", deleted));

            assertThat(viewer.next()).isEqualTo(frame("section.deleted", deleted));
            assertThat(viewer.closed().code()).isEqualTo(4410);
        }
    }

    @Test
    void sendsLargeFramesWhole() {
        String large = "{\"id\":\"" + section + "\",\"notes\":\"" + "x".repeat(200_000) + "\"}";
        surroundings.api().script(section, ScriptedApi.Script.ok(large));

        try (TestViewer viewer = service.watch(section)) {
            assertThat(viewer.next()).isEqualTo(frame("section.snapshot", large));
        }
    }

    private TestViewer joined(String which) {
        TestViewer viewer = service.watch(which);
        assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
        return viewer;
    }

    private String update(String where, String id, int version) {
        String entity = table(id, where, "OCCUPIED", TIME.plusMillis(version));
        surroundings.publish(UPDATED, v1("table.updated", entity));
        return entity;
    }
}
