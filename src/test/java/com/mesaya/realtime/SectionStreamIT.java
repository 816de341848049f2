package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.LiveViewer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Samples;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.ViewerTransport;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a viewer of a section gets, through a real broker and real sockets. */
@ParameterizedClass
@EnumSource(ViewerTransport.class)
@ExtendWith(Surroundings.Extension.class)
class SectionStreamIT {

    private static final Instant TIME = Instant.parse("2025-10-19T18:00:00.000Z");
    private static final String UPDATED = "mesa-ya.tables.updated";

    private final ViewerTransport transport;
    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();

    SectionStreamIT(ViewerTransport transport, Surroundings surroundings) {
        this.transport = transport;
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

        try (LiveViewer viewer = watch(service, Samples.SECTION, RunningService.token())) {
            assertThat(viewer.next()).isEqualTo(frame("section.snapshot", Samples.text("section-snapshot.json")));
        }
    }

    @Test
    void passesEventsOnAsTheyCame() {
        String payload = "{ \"sectionId\":\"" + section + "\", \"id\":\"t1-" + section
                + "\",\"price\":1.50e+2, \"name\":\"Ñandú \\u00e9 🍽\","
                + "\"unknown\":[1,{\"a\":null}],\"updatedAt\":\"2025-10-19T18:05:42.003Z\"}";

        try (LiveViewer viewer = joined(section)) {
            surroundings.publish(UPDATED, v1("table.updated", payload));

            assertThat(viewer.next()).isEqualTo(frame("table.updated", payload));
        }
    }

    @Test
    void tellsOnlyTheViewersOfTheSectionConcerned() {
        String other = UUID.randomUUID().toString();
        surroundings.api().script(other, ScriptedApi.Script.ok("{\"id\":\"" + other + "\"}"));

        try (LiveViewer viewer = joined(section);
                LiveViewer stranger = joined(other)) {
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
        try (LiveViewer first = watch(service, section, token);
                LiveViewer second = watch(service, section, token)) {
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
                LiveViewer viewer = watch(own, Samples.SECTION, RunningService.token())) {
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

        try (LiveViewer viewer = joined(section)) {
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
        try (LiveViewer viewer = joined(section)) {
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

        try (LiveViewer viewer = joined(section)) {
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

        try (LiveViewer viewer = joined(section)) {
            surroundings.publish("mesa-ya.sections.deleted", v1("section.deleted", deleted));

            assertThat(viewer.next()).isEqualTo(frame("section.deleted", deleted));
            assertThat(viewer.closed().code()).isEqualTo(4410);
        }
    }

    @Test
    void sendsLargeFramesWhole() {
        String large = "{\"id\":\"" + section + "\",\"notes\":\"" + "x".repeat(200_000) + "\"}";
        surroundings.api().script(section, ScriptedApi.Script.ok(large));

        try (LiveViewer viewer = watch(service, section, RunningService.token())) {
            assertThat(viewer.next()).isEqualTo(frame("section.snapshot", large));
        }
    }

    private LiveViewer watch(RunningService watched, String which, String token) {
        return transport.watch(watched.http("/"), which, token);
    }

    private LiveViewer joined(String which) {
        LiveViewer viewer = watch(service, which, RunningService.token());
        assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
        return viewer;
    }

    private String update(String where, String id, int version) {
        String entity = table(id, where, "OCCUPIED", TIME.plusMillis(version));
        surroundings.publishInOrder(UPDATED, v1("table.updated", entity));
        return entity;
    }
}
