package com.mesaya.realtime.infrastructure.kafka.decode;

import com.mesaya.realtime.application.Link;
import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SnapshotTrust;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The kinds of entity as they are configured by default, and records that tell of them. */
final class Kinds {

    static final EntityKind TABLE = kind(
            "table",
            "mesa-ya.tables",
            "sectionId",
            List.of("created", "updated", "deleted", "selecting", "released"),
            Set.of("selecting", "released"));
    static final EntityKind OBJECT = kind("object", "mesa-ya.objects", "");
    static final EntityKind SECTION_OBJECT = new EntityKind(
            "section-object",
            "mesa-ya.section-objects",
            "sectionId",
            List.of("created", "updated", "deleted"),
            Set.of(),
            false,
            new Link("objectId", "object"),
            SnapshotTrust.TRUSTED,
            EventOrder.UPDATED_AT);
    static final EntityKind SECTION = kind("section", "mesa-ya.sections", "id");
    static final EntityKind MENU = kind("menu", "mesa-ya.menus", "sectionId");

    private Kinds() {}

    static EntityKind of(String topic) {
        return Stream.of(TABLE, OBJECT, SECTION_OBJECT, SECTION, MENU)
                .filter(kind -> topic.startsWith(kind.topic() + "."))
                .findFirst()
                .orElseThrow();
    }

    static EventDecoder.Decoded decode(String topic, byte[] value) {
        return decode(of(topic), topic, value);
    }

    static EventDecoder.Decoded decode(EntityKind kind, String topic, byte[] value) {
        return new EventDecoder(kind, origin -> {}).decode(new TopicRecord(new Origin(topic, 0, 0, null), value));
    }

    /** The same, whose events may concern sections that they don't name. */
    static EntityKind lookedUp(EntityKind kind) {
        return configured(kind, true, EventOrder.UPDATED_AT);
    }

    /** The same, whose events are put in order by their envelopes. */
    static EntityKind orderedByEnvelope(EntityKind kind) {
        return configured(kind, false, EventOrder.ENVELOPE);
    }

    private static EntityKind configured(EntityKind kind, boolean lookedUp, EventOrder order) {
        return new EntityKind(
                kind.name(),
                kind.topic(),
                kind.sectionField(),
                kind.actions(),
                kind.ephemeralActions(),
                lookedUp,
                null,
                SnapshotTrust.TRUSTED,
                order);
    }

    private static EntityKind kind(String name, String topic, String sectionField) {
        return kind(name, topic, sectionField, List.of("created", "updated", "deleted"), Set.of());
    }

    private static EntityKind kind(
            String name, String topic, String sectionField, List<String> actions, Set<String> ephemeralActions) {
        return new EntityKind(
                name,
                topic,
                sectionField,
                actions,
                ephemeralActions,
                false,
                null,
                SnapshotTrust.TRUSTED,
                EventOrder.UPDATED_AT);
    }
}
