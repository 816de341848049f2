package com.mesaya.realtime.infrastructure.section.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionId;
import java.io.IOException;

/**
 * Serialises the domain's values in messages between nodes, where their own members do not fit: a frame as its bytes, a
 * section's id as its text, and an entity's key as {@code kind/id} where it is a map's. Named in the configuration.
 */
final class SectionJacksonModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    SectionJacksonModule() {
        addSerializer(Frame.class, new JsonSerializer<>() {
            @Override
            public void serialize(Frame frame, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeBinary(frame.bytes());
            }
        });
        addDeserializer(Frame.class, new JsonDeserializer<>() {
            @Override
            public Frame deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return Frame.ofBytes(in.getBinaryValue());
            }
        });
        addSerializer(SectionId.class, new JsonSerializer<>() {
            @Override
            public void serialize(SectionId id, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(id.value());
            }
        });
        addDeserializer(SectionId.class, new JsonDeserializer<>() {
            @Override
            public SectionId deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return new SectionId(in.getText());
            }
        });
        addKeySerializer(EntityKey.class, new JsonSerializer<>() {
            @Override
            public void serialize(EntityKey key, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeFieldName(key.kind() + "/" + key.id());
            }
        });
        addKeyDeserializer(EntityKey.class, new KeyDeserializer() {
            @Override
            public EntityKey deserializeKey(String text, DeserializationContext context) {
                // A kind is a lower-case word; an id may hold anything.
                int slash = text.indexOf('/');
                return new EntityKey(text.substring(0, Math.max(slash, 0)), text.substring(slash + 1));
            }
        });
    }
}
