package com.mesaya.realtime.infrastructure.kafka.decode;

import com.mesaya.realtime.application.topic.TopicName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The two envelopes in which the main API publishes an entity (contract, section 3). */
enum Envelope {
    /** The envelope of a topic per action. A hold has its entity in {@code data}, and a word in the entity's usual place. */
    V1 {
        @Override
        @Nullable
        RawObject entity(RawObject raw) {
            RawObject entity = raw.object("entity");
            return entity == null ? raw.object("data") : entity;
        }

        @Override
        @Nullable
        String entityId(RawObject raw) {
            String id = raw.text("entityId");
            return id == null ? raw.text("resourceId") : id;
        }

        @Override
        @Nullable
        String action(RawObject raw, TopicName topic) {
            if (!EntityKind.isAggregate(topic)) {
                return topic.lastWord();
            }
            String action = raw.text("action");
            return action == null ? null : action.substring(action.lastIndexOf('.') + 1);
        }

        @Override
        @Nullable
        String subtype(RawObject raw) {
            return null;
        }
    },
    /** The envelope of a topic per aggregate. */
    V2 {
        @Override
        @Nullable
        RawObject entity(RawObject raw) {
            return raw.object("data");
        }

        @Override
        @Nullable
        String entityId(RawObject raw) {
            return raw.text("entity_id");
        }

        @Override
        @Nullable
        String action(RawObject raw, TopicName topic) {
            return raw.text("event_type");
        }

        @Override
        @Nullable
        String subtype(RawObject raw) {
            return raw.text("entity_subtype");
        }
    };

    /** The names of the members of both envelopes. */
    static final Set<String> MEMBERS = Set.of(
            "entity",
            "data",
            "metadata",
            "entityId",
            "resourceId",
            "entity_id",
            "action",
            "event_type",
            "entity_subtype",
            "timestamp");

    /** Returns the envelope for a topic's name: by its version suffix if it has one, else the usual envelope of such topics. */
    static @Nullable Envelope of(TopicName topic) {
        return switch (topic.version()) {
            case 0 -> EntityKind.isAggregate(topic) ? V2 : V1;
            case 1 -> V1;
            case 2 -> V2;
            default -> null;
        };
    }

    abstract @Nullable RawObject entity(RawObject raw);

    abstract @Nullable String entityId(RawObject raw);

    abstract @Nullable String action(RawObject raw, TopicName topic);

    abstract @Nullable String subtype(RawObject raw);
}
