package com.mesaya.realtime.infrastructure.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {

    private static final String V1 = "mesa-ya.tables.updated";
    private static final String V2 = "mesa-ya.tables.events";
    private static final String SECTION_ID = "5b0f6b1e-6a1f-4a57-9a0c-2f3a8f5f9a01";
    private static final String TABLE_ID = "9d2f0c8e-34c1-4c0e-8f57-0f2a9be4c3d1";
    private static final String TABLE = "{\"id\":\"7\",\"sectionId\":\"terraza\"}";

    @Test
    void keepsWhereTheRecordStood() {
        assertThat(decode(V1, "{\"entity\":" + TABLE + "}").origin()).isEqualTo(new Origin(V1, 0, 0, null));
    }

    @ParameterizedTest
    @CsvSource({
        "mesa-ya.tables.updated.v1, entity, entityId, action",
        "mesa-ya.tables.updated.v2, data, entity_id, event_type",
        "mesa-ya.tables.events.v1, entity, entityId, action",
        "mesa-ya.tables.events.v2, data, entity_id, event_type"
    })
    void readsTheEnvelopeThatTheSuffixNames(String topic, String entity, String id, String action) {
        SectionEvent event =
                decode(topic, "{\"" + action + "\":\"updated\",\"" + id + "\":\"7\",\"" + entity + "\":" + TABLE + "}");

        assertThat(event.name()).isEqualTo("table.updated");
        assertThat(event.entity()).isEqualTo(new EntityKey("table", "7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mesa-ya.tables.updated.v9", "mesa-ya.tables.events.v3", "mesa-ya.tables.updated.v0003"})
    void refusesAnEnvelopeItDoesNotKnow(String topic) {
        assertThat(refused(topic, "{\"entity\":" + TABLE + "}")).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
    }

    @Test
    void takesTheActionOfAV1EventFromItsTopic() {
        assertThat(decode("mesa-ya.tables.deleted", "{\"action\":\"table.x\",\"entity\":" + TABLE + "}"))
                .extracting(SectionEvent::name, SectionEvent::nature)
                .containsExactly("table.deleted", EventNature.DELETION);
    }

    @Test
    void takesTheActionOfAV1EventInAnAggregateTopicFromItsLastWord() {
        assertThat(decode(V2 + ".v1", "{\"action\":\"table.updated\",\"entity\":" + TABLE + "}")
                        .name())
                .isEqualTo("table.updated");
    }

    @Test
    void namesAStatusChange() {
        SectionEvent event = decode(V2, "{\"event_type\":\"status_changed\",\"data\":" + TABLE + "}");

        assertThat(event.name()).isEqualTo("table.status_changed");
        assertThat(event.nature()).isEqualTo(EventNature.STATE);
    }

    @Test
    void endsAHoldByItsRelease() {
        SectionEvent event = decode(
                "mesa-ya.tables.released",
                "{\"entity\":\"tables\",\"resourceId\":\"7\",\"data\":{\"tableId\":\"7\",\"sectionId\":\"terraza\"}}");

        assertThat(event.name()).isEqualTo("table.released");
        assertThat(event.nature()).isEqualTo(EventNature.RELEASE);
    }

    @Test
    void findsAHoldsSectionInTheMetadata() {
        SectionEvent event = decode(
                "mesa-ya.tables.selecting",
                "{\"resourceId\":\"7\",\"data\":{\"tableId\":\"7\"},\"metadata\":{\"sectionId\":\"terraza\"}}");

        assertThat(event.section()).isEqualTo(new SectionId("terraza"));
    }

    @Test
    void namesASubEntityByItsOwnKind() {
        SectionEvent event = decode(
                "mesa-ya.menus.events",
                "{\"event_type\":\"updated\",\"entity_subtype\":\"dish\",\"entity_id\":\"7\",\"data\":" + TABLE + "}");

        assertThat(event.name()).isEqualTo("dish.updated");
        assertThat(event.entity()).isEqualTo(new EntityKey("dish", "7"));
        assertThat(new String(event.frame().bytes(), UTF_8)).startsWith("{\"event\":\"dish.updated\",");
    }

    @Test
    void takesTheEntitysOwnIdWhereTheEnvelopeNamesNone() {
        assertThat(decode("mesa-ya.tables.created", "{\"entity\":" + TABLE + "}")
                        .entity())
                .isEqualTo(new EntityKey("table", "7"));
        assertThat(decode("mesa-ya.tables.created", "{\"entityId\":null,\"entity\":" + TABLE + "}")
                        .entity())
                .isEqualTo(new EntityKey("table", "7"));
    }

    @Test
    void takesTheSectionsOwnIdAsItsSection() {
        SectionEvent event = decode("mesa-ya.sections.deleted", "{\"entity\":{\"id\":\"terraza\"}}");

        assertThat(event.endsSection()).isTrue();
    }

    @Test
    void takesTheTimestampWhereUpdatedAtIsMissingOrUnreadable() {
        String timestamp = "\"timestamp\":\"2025-10-19T18:00:00.000Z\"";

        assertThat(decode(V1, "{" + timestamp + ",\"entity\":" + TABLE + "}").version())
                .isEqualTo("2025-10-19T18:00:00Z");
        assertThat(decode(
                                V1,
                                "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\",\"updatedAt\":\"today\"},"
                                        + timestamp + "}")
                        .version())
                .isEqualTo("2025-10-19T18:00:00Z");
    }

    @Test
    void knowsNoVersionWhereNothingTellsOne() {
        assertThat(decode(V1, "{\"timestamp\":\"then\",\"entity\":" + TABLE + "}")
                        .version())
                .isNull();
    }

    @Test
    void comparesUuidsAsUuidsAndLeavesThePayloadAsItCame() {
        String entity = "{\"id\":\"" + TABLE_ID.toUpperCase(Locale.ROOT) + "\",\"sectionId\":\""
                + SECTION_ID.toUpperCase(Locale.ROOT) + "\"}";

        SectionEvent event = decode(V1, "{\"entity\":" + entity + "}");

        assertThat(event.section()).isEqualTo(new SectionId(SECTION_ID));
        assertThat(event.entity()).isEqualTo(new EntityKey("table", TABLE_ID));
        assertThat(text(event)).isEqualTo("{\"event\":\"table.updated\",\"payload\":" + entity + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00x", "a\\u0000", "a\\nb", "\\u007f", "\\u0085"})
    void refusesIdsThatAreNoTextToPassOn(String id) {
        assertThat(refused(V1, "{\"entityId\":\"" + id + "\",\"entity\":" + TABLE + "}"))
                .isEqualTo(ErrorCode.INVALID_PAYLOAD);
        assertThat(refused(V1, "{\"entity\":{\"id\":\"" + id + "\",\"sectionId\":\"terraza\"}}"))
                .isEqualTo(ErrorCode.INVALID_PAYLOAD);
        assertThat(refused(V1, "{\"entity\":{\"id\":\"7\",\"sectionId\":\"" + id + "\"}}"))
                .isEqualTo(ErrorCode.INVALID_PAYLOAD);
        assertThat(refused(
                        "mesa-ya.section-objects.created",
                        "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\",\"objectId\":\"" + id + "\"}}"))
                .isEqualTo(ErrorCode.INVALID_PAYLOAD);
    }

    @ParameterizedTest
    @CsvSource({
        "mesa-ya.tables.deleted, table.deleted",
        "mesa-ya.tables.updated, table.updated",
        "mesa-ya.tables.created, table.created"
    })
    void addsTheIdThatOnlyTheEnvelopeHas(String topic, String name) {
        SectionEvent event = decode(topic, "{\"entityId\":\"7\",\"entity\":{\"sectionId\":\"terraza\", \"n\":1.50}}");

        assertThat(text(event))
                .isEqualTo("{\"event\":\"" + name
                        + "\",\"payload\":{\"sectionId\":\"terraza\", \"n\":1.50,\"id\":\"7\"}}");
    }

    @Test
    void addsNoIdToAHold() {
        SectionEvent event = decode(
                "mesa-ya.tables.selecting",
                "{\"resourceId\":\"7\",\"data\":{\"tableId\":\"7\",\"sectionId\":\"terraza\"}}");

        assertThat(text(event)).endsWith("\"payload\":{\"tableId\":\"7\",\"sectionId\":\"terraza\"}}");
    }

    @Test
    void endsASectionWhoseIdOnlyTheEnvelopeHas() {
        SectionEvent event = decode(
                "mesa-ya.sections.events",
                "{\"event_type\":\"deleted\",\"entity_id\":\"terraza\",\"data\":{\"name\":\"x\"}}");

        assertThat(event.endsSection()).isTrue();
        assertThat(text(event)).endsWith("\"payload\":{\"name\":\"x\",\"id\":\"terraza\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mesa-ya.tables.updated|{\"id\":\"7\",\"sectionId\":null}|{\"id\":\"7\",\"sectionId\":null}",
                "mesa-ya.tables.updated|{\"id\":\"7\"}|{\"id\":\"7\"}",
                "mesa-ya.tables.deleted|{}|{\"id\":\"7\"}"
            })
    void makesADeletionOfATableThatLeavesForNowhere(String topic, String entity, String payload) {
        var left = (EventDecoder.Sectionless) Kinds.decode(
                Kinds.lookedUp(Kinds.TABLE),
                topic,
                ("{\"entityId\":\"7\",\"entity\":" + entity + ",\"timestamp\":\"2025-10-19T18:00:00Z\"}")
                        .getBytes(UTF_8));

        assertThat(left.change())
                .returns(null, EntityChange::home)
                .returns("deleted", EntityChange::action)
                .returns(EventNature.DELETION, EntityChange::nature)
                .returns(Instant.parse("2025-10-19T18:00:00Z"), EntityChange::version);
        assertThat(text(left.change().in(new SectionId("terraza"))))
                .isEqualTo("{\"event\":\"table.deleted\",\"payload\":" + payload + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"entity\":{\"id\":\"7\",\"sectionId\":7}}",
                "{\"entity\":{\"id\":\"7\",\"sectionId\":{}}}",
                "{\"entity\":{\"id\":\"7\",\"sectionId\":false}}"
            })
    void doesNotTakeASectionItCantReadForNowhere(String record) {
        assertThat(Kinds.decode(Kinds.lookedUp(Kinds.TABLE), V1, record.getBytes(UTF_8)))
                .isEqualTo(new EventDecoder.Unusable(ErrorCode.SECTION_UNKNOWN));
    }

    @Test
    void holdsOfATableWithoutASectionAreNobodys() {
        assertThat(Kinds.decode(
                        Kinds.lookedUp(Kinds.TABLE),
                        "mesa-ya.tables.selecting",
                        "{\"resourceId\":\"7\",\"data\":{\"tableId\":\"7\"}}".getBytes(UTF_8)))
                .isEqualTo(new EventDecoder.Unusable(ErrorCode.SECTION_UNKNOWN));
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATED_AT, 2025-10-19T18:00:00Z, 2025-10-19T18:00:00Z",
        "ENVELOPE, 2025-10-19T18:00:00Z, 2025-10-19T18:00:05Z"
    })
    void putsEventsInTheOrderItIsToldTo(EventOrder order, Instant version, Instant expected) {
        EntityKind kind = order == EventOrder.ENVELOPE ? Kinds.orderedByEnvelope(Kinds.TABLE) : Kinds.TABLE;
        String record = "{\"timestamp\":\"2025-10-19T18:00:05Z\",\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\","
                + "\"updatedAt\":\"2025-10-19T18:00:00Z\"}}";

        SectionEvent event = ((EventDecoder.Event) Kinds.decode(kind, V1, record.getBytes(UTF_8))).event();

        assertThat(event.version()).isEqualTo(version);
        assertThat(event.orderedAt()).isEqualTo(expected);
    }

    @Test
    void ordersByUpdatedAtWhereTheEnvelopeTellsNoTime() {
        String record = "{\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\",\"updatedAt\":\"2025-10-19T18:00:00Z\"}}";

        SectionEvent event = ((EventDecoder.Event)
                        Kinds.decode(Kinds.orderedByEnvelope(Kinds.TABLE), V1, record.getBytes(UTF_8)))
                .event();

        assertThat(event.orderedAt()).isEqualTo("2025-10-19T18:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2025-10-19 18:00:00+00\"", "1760896800000", "\"1760896800\""})
    void readsVersionsAsDatabasesWriteThem(String updatedAt) {
        SectionEvent event = decode(
                V1,
                "{\"timestamp\":\"2025-10-19T18:00:05Z\",\"entity\":{\"id\":\"7\",\"sectionId\":\"terraza\",\"updatedAt\":"
                        + updatedAt + "}}");

        assertThat(event.version()).isEqualTo("2025-10-19T18:00:00Z");
    }

    @Test
    void letsTheLastOfTwoMembersWithTheSameNameCount() {
        SectionEvent event = decode(
                V1,
                "{\"entityId\":\"1\",\"entityId\":\"2\",\"entity\":{\"id\":\"1\"},\"entity\":{\"sectionId\":\"patio\","
                        + "\"sectionId\":\"terraza\",\"updatedAt\":\"2025-10-19T18:00:00Z\","
                        + "\"updatedAt\":\"2025-10-19T19:00:00Z\"}}");

        assertThat(event.entity().id()).isEqualTo("2");
        assertThat(event.section()).isEqualTo(new SectionId("terraza"));
        assertThat(event.version()).isEqualTo(Instant.parse("2025-10-19T19:00:00Z"));
        assertThat(new String(event.frame().bytes(), UTF_8)).contains("\"payload\":{\"sectionId\":\"patio\",");
    }

    @Test
    void letsALastMemberOfAnotherTypeHideTheFirst() {
        assertThat(refused(V1, "{\"entity\":" + TABLE + ",\"entity\":null}")).isEqualTo(ErrorCode.INVALID_PAYLOAD);
    }

    private static String text(SectionEvent event) {
        return new String(event.frame().bytes(), UTF_8);
    }

    private static SectionEvent decode(String topic, String value) {
        return ((EventDecoder.Event) Kinds.decode(topic, value.getBytes(UTF_8))).event();
    }

    private static ErrorCode refused(String topic, String value) {
        return ((EventDecoder.Unusable) Kinds.decode(topic, value.getBytes(UTF_8))).code();
    }
}
