package com.mesaya.realtime;

import static com.mesaya.realtime.testing.Envelopes.table;
import static com.mesaya.realtime.testing.Envelopes.v1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.testing.LiveViewer;
import com.mesaya.realtime.testing.RunningService;
import com.mesaya.realtime.testing.ScriptedApi.Script;
import com.mesaya.realtime.testing.Surroundings;
import com.mesaya.realtime.testing.ViewerTransport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Coming back to where a connection ended, and lagging behind further than the bound. */
@ParameterizedClass
@EnumSource(ViewerTransport.class)
@ExtendWith(Surroundings.Extension.class)
class ResumeIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant TIME = Instant.parse("2025-10-19T18:00:00.000Z");

    private final ViewerTransport transport;
    private final Surroundings surroundings;
    private final String section = UUID.randomUUID().toString();

    ResumeIT(ViewerTransport transport, Surroundings surroundings) {
        this.transport = transport;
        this.surroundings = surroundings;
        surroundings.api().script(section, Script.ok("{\"id\":\"" + section + "\"}"));
    }

    @Test
    void bringsExactlyWhatWasMissedWithoutAskingTheApi() {
        RunningService service = surroundings.service();
        String cursor;
        try (LiveViewer first = watchToResume(service)) {
            assertThat(event(first.next())).isEqualTo("section.snapshot");
            update("t1", 1);
            first.next();
            cursor = first.cursor();
        }
        try (LiveViewer witness = watch(service)) {
            witness.next();
            update("t2", 2);
            update("t1", 3);
            witness.next(2);
        }

        try (LiveViewer again = resume(service, cursor)) {
            JsonNode resumed = json(again.next());
            assertThat(resumed.path("event").asText()).isEqualTo("section.resumed");
            assertThat(resumed.at("/payload/cursor").asText()).isNotEmpty().isEqualTo(again.cursor());
            List<String> missed = again.next(2);
            assertThat(missed).extracting(this::entityAndVersion).containsExactlyInAnyOrder("t2 2", "t1 3");
            update("t3", 4);
            assertThat(entityAndVersion(again.next())).isEqualTo("t3 4");
            assertThat(surroundings.api().requestsFor(section)).hasSize(2);
        }
    }

    @Test
    void resumesAgainFromAnyFrame() {
        RunningService service = surroundings.service();
        String fromSnapshot;
        try (LiveViewer first = watchToResume(service)) {
            first.next();
            fromSnapshot = first.cursor();
            update("t1", 1);
            first.next();
        }

        String fromResumed;
        try (LiveViewer second = resume(service, fromSnapshot)) {
            second.next();
            fromResumed = second.cursor();
            assertThat(entityAndVersion(second.next())).isEqualTo("t1 1");
        }
        try (LiveViewer third = resume(service, fromResumed)) {
            assertThat(event(third.next())).isEqualTo("section.resumed");
            assertThat(entityAndVersion(third.next())).isEqualTo("t1 1");
        }
        assertThat(surroundings.api().requestsFor(section)).hasSize(1);
    }

    @Test
    void doesNotShowThePastAfterComingBackEither() {
        RunningService service = surroundings.service();
        surroundings
                .api()
                .script(
                        section,
                        Script.ok("{\"id\":\"" + section + "\",\"tables\":["
                                + table("t1", section, "OCCUPIED", TIME.plusMillis(10)) + "]}"));
        String cursor;
        try (LiveViewer first = watchToResume(service)) {
            first.next();
            cursor = first.cursor();
        }

        surroundings.publishInOrder("mesa-ya.tables.updated", v1("table.updated", entity("t1", 5)));
        surroundings.publishInOrder("mesa-ya.tables.updated", v1("table.updated", entity("t1", 11)));
        try (LiveViewer again = resume(service, cursor)) {
            assertThat(event(again.next())).isEqualTo("section.resumed");
            assertThat(entityAndVersion(again.next())).isEqualTo("t1 11");
        }
    }

    @Test
    void givesCursorsOnlyToThoseWhoAsk() {
        try (LiveViewer plain = watch(surroundings.service())) {
            assertThat(plain.next())
                    .isEqualTo("{\"event\":\"section.snapshot\",\"payload\":{\"id\":\"" + section + "\"}}");
        }
    }

    @Test
    void takesAForgedOrForeignCursorForNone() {
        RunningService service = surroundings.service();
        String other = UUID.randomUUID().toString();
        surroundings.api().script(other, Script.section());
        String cursor;
        try (LiveViewer first = watchToResume(service)) {
            first.next();
            cursor = first.cursor();
        }
        char last = cursor.charAt(cursor.length() - 3);
        String forged = cursor.substring(0, cursor.length() - 3)
                + (last == 'A' ? 'B' : 'A')
                + cursor.substring(cursor.length() - 2);
        String stranger = RunningService.tokenOf("user-2");

        assertThat(firstEvent(service, section, forged, RunningService.token())).isEqualTo("section.snapshot");
        assertThat(firstEvent(service, section, cursor, stranger)).isEqualTo("section.snapshot");
        assertThat(firstEvent(service, other, cursor, RunningService.token())).isEqualTo("section.snapshot");
        assertThat(firstEvent(service, section, "", RunningService.token())).isEqualTo("section.snapshot");
        assertThat(firstEvent(service, section, cursor, RunningService.token())).isEqualTo("section.resumed");
    }

    @Test
    void takesAnOldCursorForNone() {
        try (RunningService service = surroundings.start(Map.of("mesaya.resume.max-age", "1ms"))) {
            String cursor;
            try (LiveViewer first = watchToResume(service)) {
                first.next();
                cursor = first.cursor();
            }

            await().untilAsserted(() -> assertThat(firstEvent(service, section, cursor, RunningService.token()))
                    .isEqualTo("section.snapshot"));
        }
    }

    @Test
    void conflatesWhatIsPastTheWindow() {
        try (RunningService service = surroundings.start(Map.of(
                        "mesaya.section.window", 8, "mesaya.section.bound", 5, "mesaya.kafka.max-in-flight", 8));
                LiveViewer again = comeBackAfterTwentyEvents(service)) {
            assertThat(event(again.next())).isEqualTo("section.resumed");
            assertThat(again.next(2)).extracting(this::entityAndVersion).containsExactlyInAnyOrder("t0 18", "t1 19");
        }
    }

    @Test
    void bringsWhatWasMissedExactlyWithinTheWindowWhateverThePolicy() {
        try (RunningService service =
                        surroundings.start(Map.of("mesaya.section.overflow", "disconnect", "mesaya.section.bound", 5));
                LiveViewer again = comeBackAfterTwentyEvents(service)) {
            assertThat(event(again.next())).isEqualTo("section.resumed");
            assertThat(again.next(20)).hasSize(20);
        }
    }

    /** Twenty events of two tables, in order, because they stand in one partition. */
    private LiveViewer comeBackAfterTwentyEvents(RunningService service) {
        String cursor;
        try (LiveViewer first = watchToResume(service)) {
            first.next();
            cursor = first.cursor();
        }
        try (LiveViewer witness = watch(service)) {
            witness.next();
            IntStream.range(0, 20).forEach(change -> {
                surroundings.publishInOrder(
                        "mesa-ya.tables.updated", v1("table.updated", entity("t" + change % 2, change)));
                witness.next();
            });
        }
        return resume(service, cursor);
    }

    private String firstEvent(RunningService service, String where, String cursor, String token) {
        try (LiveViewer viewer = transport.resume(service.http("/"), where, token, cursor)) {
            return event(viewer.next());
        }
    }

    private LiveViewer watch(RunningService service) {
        return transport.watch(service.http("/"), section, RunningService.token());
    }

    private LiveViewer watchToResume(RunningService service) {
        return transport.watchToResume(service.http("/"), section, RunningService.token());
    }

    private LiveViewer resume(RunningService service, String cursor) {
        return transport.resume(service.http("/"), section, RunningService.token(), cursor);
    }

    private void update(String id, int version) {
        surroundings.publish("mesa-ya.tables.updated", v1("table.updated", entity(id, version)));
    }

    private String entity(String id, int version) {
        return table(id, section, "OCCUPIED", TIME.plusMillis(version));
    }

    private String entityAndVersion(String frame) {
        JsonNode payload = json(frame).path("payload");
        Instant version = Instant.parse(payload.path("updatedAt").asText());
        return payload.path("id").asText().replace("-" + section, "") + " "
                + version.minusMillis(TIME.toEpochMilli()).toEpochMilli();
    }

    private static String event(String frame) {
        return json(frame).path("event").asText();
    }

    private static JsonNode json(String frame) {
        try {
            return JSON.readTree(frame);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(frame, malformed);
        }
    }
}
