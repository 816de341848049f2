package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is newer than what: among the events of an entity, and beside a snapshot. */
@ExtendWith(Surroundings.Extension.class)
class EventOrderIT {

    private static final Instant TIME = Instant.parse("2025-10-19T18:00:00.000Z");
    private static final String TABLES = "mesa-ya.tables.updated";
    private static final String SECTIONS = "mesa-ya.sections.updated";

    private final Surroundings surroundings;
    private final String section = UUID.randomUUID().toString();
    private final String table = UUID.randomUUID().toString();

    EventOrderIT(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Test
    void changesThatOverlapAreToldAsTheEntitiesSay() {
        letTheApiAnswer(TIME, TIME);

        try (TestViewer viewer = joined(surroundings.service())) {
            String first = change(10, 100);
            change(9, 101);
            String third = change(20, 99);

            assertThat(viewer.next(2)).containsExactly(frame("table.updated", first), frame("table.updated", third));
        }
    }

    @Test
    void changesThatOverlapAreToldAsTheEnvelopesSay() {
        letTheApiAnswer(TIME, TIME);

        try (RunningService service = surroundings.startWithoutThePast(Map.of("mesaya.kafka.event-order", "envelope"));
                TestViewer viewer = joined(service)) {
            String first = change(10, 100);
            String second = change(9, 101);
            change(20, 99);
            // Beside the snapshot it is still the entity that tells.
            change(-1, 102);
            String last = change(9, 103);

            assertThat(viewer.next(3))
                    .containsExactly(
                            frame("table.updated", first),
                            frame("table.updated", second),
                            frame("table.updated", last));
        }
    }

    @Test
    void aSectionsEventFromJustBeforeAGetThatGivesItsOwnTimeIsTold() {
        Instant readAt = Instant.now();
        letTheApiAnswer(readAt, TIME);

        try (TestViewer viewer = joined(surroundings.service())) {
            rename(readAt.minusSeconds(3600));
            change(-1, 0);
            String renamed = rename(readAt.minusMillis(300));
            String end = rename(readAt.plusSeconds(60));

            assertThat(viewer.next(2))
                    .containsExactly(frame("section.updated", renamed), frame("section.updated", end));
        }
    }

    @Test
    void aSectionsEventFromBeforeItsLastChangeIsWithheld() {
        letTheApiAnswer(TIME, TIME);

        try (TestViewer viewer = joined(surroundings.service())) {
            rename(TIME.minusMillis(1));
            String renamed = rename(TIME);

            assertThat(viewer.next()).isEqualTo(frame("section.updated", renamed));
        }
    }

    @Test
    void theEndOfASectionThatHasNotChangedForLongIsToldHoweverNewTheGetSaysItIs() {
        letTheApiAnswer(Instant.now(), TIME);

        try (TestViewer viewer = joined(surroundings.service())) {
            String last = section(TIME);
            surroundings.publish("mesa-ya.sections.deleted", record(section, last, TIME));

            assertThat(viewer.next()).isEqualTo(frame("section.deleted", last));
            assertThat(viewer.closed().code()).isEqualTo(4410);
        }
    }

    private void letTheApiAnswer(Instant sectionVersion, Instant tableVersion) {
        surroundings
                .api()
                .script(
                        section,
                        ScriptedApi.Script.ok("{\"id\":\"" + section + "\",\"updatedAt\":\"" + sectionVersion
                                + "\",\"tables\":[" + table(tableVersion) + "]}"));
    }

    private TestViewer joined(RunningService service) {
        TestViewer viewer = service.watch(section);
        assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
        return viewer;
    }

    /** A change of the table, after so many milliseconds as it says, and as its envelope says. */
    private String change(int updatedAfter, int sentAfter) {
        String entity = table(TIME.plusMillis(updatedAfter));
        surroundings.publishInOrder(TABLES, record(table, entity, TIME.plusMillis(sentAfter)));
        return entity;
    }

    private String rename(Instant updatedAt) {
        String entity = section(updatedAt);
        surroundings.publishInOrder(SECTIONS, record(section, entity, updatedAt));
        return entity;
    }

    private String section(Instant updatedAt) {
        return "{\"id\":\"" + section + "\",\"updatedAt\":\"" + updatedAt + "\"}";
    }

    private String table(Instant updatedAt) {
        return "{\"id\":\"" + table + "\",\"sectionId\":\"" + section + "\",\"n\":\"" + UUID.randomUUID()
                + "\",\"updatedAt\":\"" + updatedAt + "\"}";
    }

    private static String record(String id, String entity, Instant sentAt) {
        return "{\"entityId\":\"" + id + "\",\"entity\":" + entity + ",\"timestamp\":\"" + sentAt + "\"}";
    }
}
