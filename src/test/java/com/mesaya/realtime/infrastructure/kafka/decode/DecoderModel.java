package com.mesaya.realtime.infrastructure.kafka.decode;

import static com.mesaya.realtime.testing.JsonReading.text;
import static com.mesaya.realtime.testing.JsonReading.time;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mesaya.realtime.application.topic.TopicName;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.testing.JsonReading;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the contract's section 3 says of a record, read from its tree. */
final class DecoderModel {

    /** What an event has to say, with its payload as a tree. */
    record Expected(
            String name,
            SectionId section,
            EntityKey entity,
            @Nullable Instant version,
            JsonNode payload) {

        boolean describes(SectionEvent event, JsonNode itsPayload) {
            return equals(new Expected(event.name(), event.section(), event.entity(), event.version(), itsPayload));
        }
    }

    private DecoderModel() {}

    /** An {@link Expected} event, or what else the decoder has to answer. */
    static Object judge(String topic, byte[] value) {
        Optional<ObjectNode> envelope = JsonReading.object(value);
        if (envelope.isEmpty()) {
            return new EventDecoder.Unusable(ErrorCode.INVALID_PAYLOAD);
        }
        try {
            return judge(Kinds.of(topic), topic, envelope.get());
        } catch (IllegalArgumentException wrongForm) {
            return new EventDecoder.Unusable(ErrorCode.INVALID_PAYLOAD);
        }
    }

    private static Object judge(EntityKind kind, String topic, ObjectNode envelope) {
        boolean aggregate = topic.endsWith(".events");
        JsonNode entity =
                aggregate || !envelope.path("entity").isObject() ? envelope.path("data") : envelope.path("entity");
        String action = aggregate
                ? text(envelope, "event_type")
                : TopicName.parse(topic).lastWord();
        String resource = aggregate ? null : text(envelope, "resourceId");
        String own = text(envelope, aggregate ? "entity_id" : "entityId");
        String named = own == null ? resource : own;
        String id = named == null ? text(entity, "id") : named;
        if (!entity.isObject() || action == null || id == null) {
            return new EventDecoder.Unusable(ErrorCode.INVALID_PAYLOAD);
        }
        String subtype = aggregate ? text(envelope, "entity_subtype") : null;
        var key = new EntityKey(subtype == null ? kind.name() : subtype, id);
        if (kind.sectionField().isEmpty() && EntityKey.isValid(action, "id")) {
            return EventDecoder.Sectionless.class;
        }
        String inEntity = text(entity, kind.sectionField());
        String section = inEntity == null ? text(envelope.path("metadata"), kind.sectionField()) : inEntity;
        boolean hasId = !entity.path("id").isMissingNode() && !entity.path("id").isNull();
        if (section == null && kind.sectionField().equals("id") && !hasId && subtype == null) {
            section = id;
        }
        if (section == null && !kind.sectionField().isEmpty()) {
            return new EventDecoder.Unusable(ErrorCode.SECTION_UNKNOWN);
        }
        if (!EntityKey.isValid(action, "id")) {
            throw new IllegalArgumentException("not an action");
        }
        Instant updatedAt = time(entity, "updatedAt");
        return new Expected(
                EntityChange.name(key, action),
                new SectionId(String.valueOf(section)),
                key,
                updatedAt == null ? time(envelope, "timestamp") : updatedAt,
                hasId || kind.natureOf(action).isEphemeral()
                        ? entity
                        : entity.<ObjectNode>deepCopy().put("id", key.id()));
    }
}
