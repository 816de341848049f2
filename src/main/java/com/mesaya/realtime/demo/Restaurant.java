package com.mesaya.realtime.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The sections of a restaurant and what stands in them, as the main API keeps them. Thread-safe. */
public final class Restaurant {

    /** Is told of each change, in order. */
    @FunctionalInterface
    public interface ChangeListener {

        /** {@code action} is {@code created}, {@code updated} or {@code deleted}; the entity mustn't be changed. */
        void changed(Kind kind, String action, ObjectNode entity);
    }

    /** The kinds of entity a restaurant has. */
    public enum Kind {
        SECTION("section"),
        TABLE("table"),
        OBJECT("object"),
        SECTION_OBJECT("section-object");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The singular, as in event names. */
        public String word() {
            return word;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String UPDATED_AT = "updatedAt";
    private static final String CREATED_AT = "createdAt";

    private final InstantSource clock;
    private final ChangeListener listener;
    private final Map<Kind, Map<String, ObjectNode>> entities = new LinkedHashMap<>();

    public Restaurant(InstantSource clock, ChangeListener listener) {
        this.clock = clock;
        this.listener = listener;
        for (Kind kind : Kind.values()) {
            entities.put(kind, new LinkedHashMap<>());
        }
    }

    /** The section with all that stands in it, as the main API answers a GET. */
    public synchronized Optional<ObjectNode> section(String id) {
        return Optional.ofNullable(all(Kind.SECTION).get(id)).map(section -> {
            ObjectNode whole = section.deepCopy();
            ArrayNode tables = whole.putArray("tables");
            all(Kind.TABLE).values().stream()
                    .filter(table -> isIn(table, id))
                    .forEach(table -> tables.add(table.deepCopy()));
            List<ObjectNode> links = all(Kind.SECTION_OBJECT).values().stream()
                    .filter(link -> isIn(link, id))
                    .toList();
            ArrayNode objects = whole.putArray("objects");
            links.stream()
                    .map(link -> link.path("objectId").asText())
                    .distinct()
                    .map(object -> all(Kind.OBJECT).get(object))
                    .filter(Objects::nonNull)
                    .forEach(object -> objects.add(object.deepCopy()));
            ArrayNode sectionObjects = whole.putArray("sectionObjects");
            links.forEach(link -> sectionObjects.add(link.deepCopy()));
            return whole;
        });
    }

    /** The ids of all entities of a kind. */
    public synchronized List<String> ids(Kind kind) {
        return List.copyOf(all(kind).keySet());
    }

    /** An entity as it is. */
    public synchronized Optional<ObjectNode> find(Kind kind, String id) {
        return Optional.ofNullable(all(kind).get(id)).map(ObjectNode::deepCopy);
    }

    /** Adds an entity, with an id of its own unless it brings one. */
    public synchronized ObjectNode create(Kind kind, ObjectNode members) {
        ObjectNode entity = load(kind, members);
        listener.changed(kind, "created", entity.deepCopy());
        return entity;
    }

    /** Adds an entity as if it had always been there: nobody is told. */
    public synchronized ObjectNode load(Kind kind, ObjectNode members) {
        ObjectNode entity = JSON.createObjectNode();
        String id = members.path("id").asText(UUID.randomUUID().toString());
        String now = now(null);
        entity.put("id", id).setAll(members);
        entity.put(CREATED_AT, now).put(UPDATED_AT, now);
        all(kind).put(id, entity);
        return entity.deepCopy();
    }

    /** Changes the given members of an entity; its id and times are not theirs to change. */
    public synchronized Optional<ObjectNode> update(Kind kind, String id, ObjectNode members) {
        return Optional.ofNullable(all(kind).get(id)).map(entity -> {
            ObjectNode changes = members.deepCopy().without(List.of("id", CREATED_AT, UPDATED_AT));
            entity.setAll(changes);
            entity.put(UPDATED_AT, now(entity));
            listener.changed(kind, "updated", entity.deepCopy());
            return entity.deepCopy();
        });
    }

    /** Removes an entity, and tells how it was. */
    public synchronized Optional<ObjectNode> delete(Kind kind, String id) {
        Optional<ObjectNode> removed = Optional.ofNullable(all(kind).remove(id));
        removed.ifPresent(entity -> listener.changed(kind, "deleted", entity.deepCopy()));
        return removed;
    }

    private Map<String, ObjectNode> all(Kind kind) {
        return Objects.requireNonNull(entities.get(kind), "every kind has its map");
    }

    private static boolean isIn(ObjectNode entity, String sectionId) {
        return entity.path("sectionId").asText().equals(sectionId);
    }

    /** Grows with every change of an entity, in milliseconds. */
    private String now(@Nullable ObjectNode entity) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (entity != null) {
            Instant last = Instant.parse(entity.path(UPDATED_AT).asText());
            now = now.isAfter(last) ? now : last.plusMillis(1);
        }
        return TIME.format(now);
    }
}
