package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.frame;
import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.Scrape;
import com.mesaya.realtime.testing.ScriptedApi;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.TestViewer;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is gone is told to whoever shows it, in a form that each of them can follow, however little its record says. */
@ExtendWith(Surroundings.Extension.class)
class LeavingIT {

    private static final Instant TIME = Instant.parse("2025-10-19T18:00:00.000Z");
    private static final String DELETED = "mesa-ya.tables.deleted";

    private final Surroundings surroundings;
    private final RunningService service;
    private final String section = UUID.randomUUID().toString();
    private final String table = UUID.randomUUID().toString();
    private final String object = UUID.randomUUID().toString();
    private final String link = UUID.randomUUID().toString();

    LeavingIT(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.service = surroundings.service();
    }

    @BeforeEach
    void letTheApiKnowTheSection() {
        String snapshot = "{\"id\":\"" + section + "\",\"tables\":[{\"id\":\"" + table + "\",\"sectionId\":\"" + section
                + "\",\"updatedAt\":\"" + TIME + "\"}],\"objects\":[{\"id\":\"" + object + "\",\"updatedAt\":\"" + TIME
                + "\"}],\"sectionObjects\":[{\"id\":\"" + link + "\",\"sectionId\":\"" + section + "\",\"objectId\":\""
                + object + "\",\"updatedAt\":\"" + TIME + "\"}]}";
        surroundings.api().script(section, ScriptedApi.Script.ok(snapshot));
    }

    @Test
    void aDeletionWhoseEntityLacksItsIdIsToldWithIt() {
        String entity = "{\"sectionId\":\"" + section + "\",\"number\":1.50,\"updatedAt\":\"" + TIME + "\"";

        try (TestViewer viewer = joined()) {
            publish(DELETED, table, entity + "}");

            assertThat(viewer.next()).isEqualTo(frame("table.deleted", entity + ",\"id\":\"" + table + "\"}"));
        }
    }

    @Test
    void theEndOfASectionWhoseEntityLacksItsIdClosesItsViewers() {
        try (TestViewer viewer = joined()) {
            publish("mesa-ya.sections.deleted", section, "{\"name\":\"Terraza\"}");

            assertThat(viewer.next())
                    .isEqualTo(frame("section.deleted", "{\"name\":\"Terraza\",\"id\":\"" + section + "\"}"));
            assertThat(viewer.closed().code()).isEqualTo(4410);
        }
    }

    @Test
    void aTableThatIsInNoSectionAnyMoreIsGoneForThoseWhoShowIt() {
        String left = "{\"id\":\"" + table + "\",\"sectionId\":null,\"updatedAt\":\"" + TIME.plusMillis(1) + "\"}";
        String back = "{\"id\":\"" + table + "\",\"sectionId\":\"" + section + "\",\"updatedAt\":\""
                + TIME.plusMillis(2) + "\"}";

        try (TestViewer viewer = joined();
                TestViewer other = joined()) {
            publish("mesa-ya.tables.updated", table, left);
            assertThat(viewer.next()).isEqualTo(frame("table.deleted", left));
            assertThat(other.next()).isEqualTo(frame("table.deleted", left));

            publish("mesa-ya.tables.updated", table, back);
            assertThat(viewer.next()).isEqualTo(frame("table.updated", back));
        }
    }

    @Test
    void aDeletionThatCarriesNothingButTheIdIsToldToThoseWhoShowTheEntity() {
        try (TestViewer viewer = joined()) {
            publish(DELETED, table, "{}");

            assertThat(viewer.next()).isEqualTo(frame("table.deleted", "{\"id\":\"" + table + "\"}"));
        }
    }

    @Test
    void theObjectGoesWithALinkOfWhichOnlyTheIdIsTold() {
        String moved = "{\"id\":\"" + object + "\",\"posX\":7,\"updatedAt\":\"" + TIME.plusMillis(1) + "\"}";

        try (TestViewer viewer = joined()) {
            publish("mesa-ya.objects.updated", object, moved);
            assertThat(viewer.next()).isEqualTo(frame("object.updated", moved));
            publish("mesa-ya.section-objects.deleted", link, "{\"id\":\"" + link + "\"}");

            assertThat(viewer.next()).isEqualTo(frame("section-object.deleted", "{\"id\":\"" + link + "\"}"));
            assertThat(viewer.next()).isEqualTo(frame("object.deleted", moved));
        }
    }

    @Test
    void whatNobodyShowsIsUnwatchedAndNoDeadLetter() {
        double unwatched = outcomes("unwatched");
        double unknown = outcomes("section_unknown");

        publish(DELETED, UUID.randomUUID().toString(), "{}");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(outcomes("unwatched")).isGreaterThan(unwatched));
        assertThat(outcomes("section_unknown")).isEqualTo(unknown);
    }

    private double outcomes(String outcome) {
        return new Scrape(service.metrics())
                .sum("mesaya_events_total", "topic=\"" + DELETED + "\"", "outcome=\"" + outcome + "\"");
    }

    private TestViewer joined() {
        TestViewer viewer = service.watch(section);
        assertThat(viewer.next()).startsWith("{\"event\":\"section.snapshot\"");
        return viewer;
    }

    private void publish(String topic, String id, String entity) {
        surroundings.publish(
                topic,
                "{\"entityId\":\"" + id + "\",\"entity\":" + entity + ",\"timestamp\":\"" + TIME.plusSeconds(60)
                        + "\"}");
    }
}
