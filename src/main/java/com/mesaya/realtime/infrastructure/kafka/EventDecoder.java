package com.mesaya.realtime.infrastructure.kafka;

import com.mesaya.realtime.application.TopicName;
import com.mesaya.realtime.application.TopicRecord;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Timestamps;
import com.mesaya.realtime.infrastructure.kafka.RawEnvelope.Slice;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes events out of the records that tell of one kind of entity (contract, section 3). Thread-safe. */
final class EventDecoder {

    /** What a record turned out to be. */
    sealed interface Decoded {}

    /** An event of a section, and the change it tells of. */
    record Event(SectionEvent event, EntityChange change) implements Decoded {}

    /** Nothing that anybody could be told of. */
    record Unusable(ErrorCode code) implements Decoded {}

    /** An event of a kind that names no section. */
    record Sectionless(EntityChange change) implements Decoded {}

    private static final Decoded INVALID = new Unusable(ErrorCode.INVALID_PAYLOAD);

    private final EntityKind kind;

    EventDecoder(EntityKind kind) {
        this.kind = kind;
    }

    Decoded decode(TopicRecord record) {
        TopicName topic = TopicName.parse(record.origin().topic());
        Envelope envelope = Envelope.of(topic);
        if (envelope == null) {
            return new Unusable(ErrorCode.UNSUPPORTED_VERSION);
        }
        try {
            RawEnvelope raw = RawEnvelope.read(record.value());
            Slice entity = envelope.entity(raw);
            String action = envelope.action(raw, topic);
            if (entity == null || action == null) {
                return INVALID;
            }
            return decode(record, envelope, raw, entity, action);
        } catch (IOException | IllegalArgumentException malformed) {
            return INVALID;
        }
    }

    private Decoded decode(TopicRecord record, Envelope envelope, RawEnvelope raw, Slice entity, String action) {
        EntityKey key = key(envelope, raw, entity);
        if (key == null) {
            return INVALID;
        }
        String section = section(raw, entity);
        boolean sectionless = section == null && kind.sectionField().isEmpty();
        if (section == null && !sectionless) {
            return new Unusable(ErrorCode.SECTION_UNKNOWN);
        }
        SectionId home = section == null ? null : new SectionId(section);
        var change = new EntityChange(
                home,
                key,
                action,
                kind.natureOf(action),
                version(raw, entity),
                Timestamps.parse(entity.texts().get("expiresAt")),
                Frame.of(SectionEvent.name(key, action), record.value(), entity.from(), entity.to()),
                record.origin(),
                shows(entity));
        return home == null ? new Sectionless(change) : new Event(change.in(home), change);
    }

    private @Nullable EntityKey shows(Slice entity) {
        EntityKind.Link link = kind.shows();
        String id = link == null ? null : entity.texts().get(link.field());
        return link == null || id == null || !EntityKey.isValid(link.kind(), id)
                ? null
                : new EntityKey(link.kind(), id);
    }

    private @Nullable EntityKey key(Envelope envelope, RawEnvelope raw, Slice entity) {
        String named = envelope.entityId(raw);
        String id = named == null ? entity.texts().get("id") : named;
        String subtype = envelope.subtype(raw);
        return id == null ? null : new EntityKey(subtype == null ? kind.name() : subtype, id);
    }

    private @Nullable String section(RawEnvelope raw, Slice entity) {
        if (kind.sectionField().isEmpty()) {
            return null;
        }
        String named = entity.texts().get(kind.sectionField());
        Slice metadata = raw.object("metadata");
        return named == null && metadata != null ? metadata.texts().get(kind.sectionField()) : named;
    }

    private static @Nullable Instant version(RawEnvelope raw, Slice entity) {
        Instant updatedAt = Timestamps.parse(entity.texts().get("updatedAt"));
        return updatedAt == null ? Timestamps.parse(raw.text("timestamp")) : updatedAt;
    }
}
