package com.mesaya.realtime.service;

import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.kafka.decode.EntityKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The section of a {@link Rehearsal}, and the records that change its entities. Not thread-safe. */
final class RehearsedSection {

    private static final int ENTITIES = 30;
    private static final Instant LONG_AGO = Instant.parse("2025-10-12T10:00:00.000Z");
    private static final String ENTITY =
            "{\"id\":\"%s\",\"%s\":\"%s\",\"number\":7,\"capacity\":4,\"posX\":240,\"posY\":160"
                    + ",\"width\":90,\"height\":90,\"tableImageId\":\"e3b0c442-98fc-4c14-9afb-f4c8996fb924\",\"status\":\"OCCUPIED\""
                    + ",\"isAvailable\":false,\"createdAt\":\"2025-10-12T10:00:00.000Z\",\"updatedAt\":\"%s\"}";

    private final SectionId id = new SectionId(UUID.randomUUID().toString());
    private final EntityKind kind;
    private long offset;

    /** @param kind the kind of its entities */
    RehearsedSection(EntityKind kind) {
        this.kind = kind;
    }

    SectionId id() {
        return id;
    }

    /** Returns the section as the main API sends it. */
    byte[] json() {
        String entities = IntStream.range(0, ENTITIES)
                .mapToObj(entity -> entity(entity, LONG_AGO))
                .collect(Collectors.joining(","));
        String json = "{\"id\":\"" + id + "\",\"name\":\"Rehearsal\",\"" + kind.plural() + "\":[" + entities + "]}";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the next record, which updates an entity. */
    TopicRecord nextRecord(Instant recordedAt) {
        int entity = (int) (offset % ENTITIES);
        Instant updatedAt = LONG_AGO.plusMillis(offset + 1);
        String envelope = "{\"action\":\"" + kind.name() + ".updated\",\"entityId\":\"" + id(entity) + "\",\"entity\":"
                + entity(entity, updatedAt) + ",\"timestamp\":\"" + updatedAt + "\"}";
        return new TopicRecord(
                new Origin(kind.topic() + ".updated", 0, offset++, recordedAt),
                envelope.getBytes(StandardCharsets.UTF_8));
    }

    private String entity(int entity, Instant updatedAt) {
        return ENTITY.formatted(id(entity), kind.sectionField(), id, updatedAt);
    }

    private static String id(int entity) {
        return "entity-" + entity;
    }
}
