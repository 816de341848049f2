package com.mesaya.realtime.infrastructure.kafka.decode;

import com.mesaya.realtime.application.Link;
import com.mesaya.realtime.application.topic.TopicName;
import com.mesaya.realtime.application.topic.TopicRecord;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Timestamps;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decodes the records of one kind of entity into events (contract, section 3). Thread-safe. */
final class EventDecoder {

    /** The result of decoding a record. */
    sealed interface Decoded {}

    /** An event of the section that it names, and the producer's correlation id, if there is one. */
    record Event(SectionEvent event, @Nullable String correlationId) implements Decoded {}

    /** A change that names no section, and the producer's correlation id, if there is one. */
    record Sectionless(EntityChange change, @Nullable String correlationId) implements Decoded {}

    /** A record that is not a valid event. */
    record Unusable(ErrorCode code) implements Decoded {}

    private static final String ID = "id";
    private static final Set<String> MEMBERS = Set.of(ID, "updatedAt", "expiresAt", "correlation_id");
    private static final Decoded INVALID = new Unusable(ErrorCode.INVALID_PAYLOAD);

    private final EntityKind kind;
    private final RawReader reader;
    private final Consumer<Origin> unreadable;

    /** @param unreadable gets the origin of each record with an unreadable timestamp */
    EventDecoder(EntityKind kind, Consumer<Origin> unreadable) {
        this.kind = kind;
        this.reader = new RawReader(members(kind));
        this.unreadable = unreadable;
    }

    private static Set<String> members(EntityKind kind) {
        var members = new HashSet<>(Envelope.MEMBERS);
        members.addAll(MEMBERS);
        members.add(kind.sectionField());
        Link link = kind.shows();
        if (link != null) {
            members.add(link.field());
        }
        return members;
    }

    Decoded decode(TopicRecord record) {
        TopicName topic = record.topic();
        Envelope envelope = Envelope.of(topic);
        if (envelope == null) {
            return new Unusable(ErrorCode.UNSUPPORTED_VERSION);
        }
        try {
            RawObject raw = reader.read(record.value());
            RawObject entity = envelope.entity(raw);
            String action = envelope.action(raw, topic);
            if (entity == null || action == null) {
                return INVALID;
            }
            return decode(record, envelope, raw, entity, action);
        } catch (IOException | IllegalArgumentException malformed) {
            return INVALID;
        }
    }

    private Decoded decode(TopicRecord record, Envelope envelope, RawObject raw, RawObject entity, String action) {
        EntityKey key = key(envelope, raw, entity);
        if (key == null) {
            return INVALID;
        }
        SectionId home = home(raw, entity, key);
        EventNature nature = kind.natureOf(action);
        if (home == null && !kind.sectionField().isEmpty()) {
            if (!mayLeave(entity, nature)) {
                return new Unusable(ErrorCode.SECTION_UNKNOWN);
            }
            // The entity has left all sections: those that show it remove it.
            return decode(record, raw, entity, key, null, EntityChange.DELETED, EventNature.DELETION);
        }
        return decode(record, raw, entity, key, home, action, nature);
    }

    private Decoded decode(
            TopicRecord record,
            RawObject raw,
            RawObject entity,
            EntityKey key,
            @Nullable SectionId home,
            String action,
            EventNature nature) {
        Origin origin = record.origin();
        Instant updatedAt = time(entity, "updatedAt", origin);
        Instant sentAt = updatedAt != null && kind.order() == EventOrder.UPDATED_AT ? null : sentAt(raw, origin);
        var change = new EntityChange(
                home,
                key,
                action,
                nature,
                updatedAt == null ? sentAt : updatedAt,
                nature.isEphemeral() ? time(entity, "expiresAt", origin) : null,
                frame(record, entity, key, EntityChange.name(key, action), nature),
                origin,
                shows(entity),
                sentAt);
        RawObject metadata = raw.object("metadata");
        String correlationId = metadata == null ? null : metadata.text("correlation_id");
        return home == null ? new Sectionless(change, correlationId) : new Event(change.in(home), correlationId);
    }

    /**
     * Returns the entity unchanged, except that it gets an id that only the envelope has: without an id clients could neither upsert
     * nor remove it.
     */
    private static Frame frame(TopicRecord record, RawObject entity, EntityKey key, String event, EventNature nature) {
        Frame frame = Frame.of(event, record.value(), entity.from(), entity.to());
        return nature.isEphemeral() || entity.has(ID) ? frame : frame.withId(key.id());
    }

    private @Nullable EntityKey shows(RawObject entity) {
        Link link = kind.shows();
        String id = link == null ? null : entity.text(link.field());
        return link == null || id == null ? null : new EntityKey(link.kind(), id);
    }

    private @Nullable EntityKey key(Envelope envelope, RawObject raw, RawObject entity) {
        String named = envelope.entityId(raw);
        String id = named == null ? entity.text(ID) : named;
        String subtype = envelope.subtype(raw);
        return id == null ? null : new EntityKey(subtype == null ? kind.name() : subtype, id);
    }

    /** Returns the section that the record names; null if it names none. */
    private @Nullable SectionId home(RawObject raw, RawObject entity, EntityKey key) {
        String field = kind.sectionField();
        if (field.isEmpty()) {
            return null;
        }
        String named = entity.text(field);
        RawObject metadata = raw.object("metadata");
        if (named == null && metadata != null) {
            named = metadata.text(field);
        }
        if (named == null && field.equals(ID) && !entity.has(ID) && key.kind().equals(kind.name())) {
            named = key.id();
        }
        return named == null ? null : new SectionId(named);
    }

    /** Returns whether the directory of entities may know which sections show the entity, although the record names none. */
    private boolean mayLeave(RawObject entity, EventNature nature) {
        return kind.lookedUp() && !nature.isEphemeral() && !entity.has(kind.sectionField());
    }

    private @Nullable Instant time(RawObject entity, String name, Origin origin) {
        Instant time = Timestamps.parse(entity.text(name));
        if (time == null && entity.has(name)) {
            unreadable.accept(origin);
        }
        return time;
    }

    private @Nullable Instant sentAt(RawObject raw, Origin origin) {
        Instant time = Timestamps.parse(raw.text("timestamp"));
        if (time == null && raw.has("timestamp")) {
            unreadable.accept(origin);
        }
        return time;
    }
}
