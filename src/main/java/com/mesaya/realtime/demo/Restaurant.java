package com.mesaya.realtime.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
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

/** The sections of a restaurant and their entities, as the main API stores them. Thread-safe. */
final class Restaurant {

    /** Gets each change, in order. */
    @FunctionalInterface
    public interface ChangeListener {

        /**
         * Handles a change. {@code action} is {@code created}, {@code updated} or {@code deleted}; the entity must not be modified.
         */
        void changed(Kind kind, String action, ObjectNode entity);

        /** Handles a hold. {@code action} is {@code selecting} or {@code released}. */
        default void held(String action, ObjectNode hold) {}
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

        /** Returns the singular, as in event names. */
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
    private long changes;

    public Restaurant(InstantSource clock, ChangeListener listener) {
        this.clock = clock;
        this.listener = listener;
        for (Kind kind : Kind.values()) {
            entities.put(kind, new LinkedHashMap<>());
        }
    }

    /** Returns the section with all its entities, as the main API answers a GET. */
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

    /** Returns the section as today's main API answers: the section's own times are those of the GET. */
    public synchronized Optional<ObjectNode> sectionOfToday(String id) {
        String now = TIME.format(clock.instant());
        return section(id).map(section -> section.put(CREATED_AT, now).put(UPDATED_AT, now));
    }

    /** Returns the ids of all entities of a kind. */
    public synchronized List<String> ids(Kind kind) {
        return List.copyOf(all(kind).keySet());
    }

    /** Returns an entity in its current state. */
    public synchronized Optional<ObjectNode> find(Kind kind, String id) {
        return Optional.ofNullable(all(kind).get(id)).map(ObjectNode::deepCopy);
    }

    /** Adds an entity, with a new id unless it has one. */
    public synchronized ObjectNode create(Kind kind, ObjectNode members) {
        ObjectNode entity = load(kind, members);
        tell(kind, "created", entity);
        return entity;
    }

    /** Adds an entity without an event. */
    public synchronized ObjectNode load(Kind kind, ObjectNode members) {
        ObjectNode entity = JSON.createObjectNode();
        String id = members.path("id").asText(UUID.randomUUID().toString());
        String now = now(null);
        entity.put("id", id).setAll(members);
        entity.put(CREATED_AT, now).put(UPDATED_AT, now);
        all(kind).put(id, entity);
        return entity.deepCopy();
    }

    /** Changes the given members of an entity, except its id and times. */
    public synchronized Optional<ObjectNode> update(Kind kind, String id, ObjectNode members) {
        return Optional.ofNullable(all(kind).get(id)).map(entity -> {
            ObjectNode changes = members.deepCopy().without(List.of("id", CREATED_AT, UPDATED_AT));
            entity.setAll(changes);
            entity.put(UPDATED_AT, now(entity));
            tell(kind, "updated", entity);
            return entity.deepCopy();
        });
    }

    /** Removes an entity, and returns its last state. */
    public synchronized Optional<ObjectNode> delete(Kind kind, String id) {
        Optional<ObjectNode> removed = Optional.ofNullable(all(kind).remove(id));
        removed.ifPresent(entity -> tell(kind, "deleted", entity));
        return removed;
    }

    /** Begins or ends a hold of a table for a booking, for the given time. A hold is no state of the table. */
    public synchronized Optional<ObjectNode> hold(String action, String tableId, Duration life) {
        return find(Kind.TABLE, tableId).map(table -> {
            ObjectNode hold = JSON.createObjectNode()
                    .put("tableId", tableId)
                    .put("sectionId", table.path("sectionId").asText())
                    .put("status", action)
                    .put("expiresAt", TIME.format(clock.instant().plus(life)));
            listener.held(action, hold);
            return hold;
        });
    }

    /** Returns the number of changes. */
    public synchronized long changes() {
        return changes;
    }

    private void tell(Kind kind, String action, ObjectNode entity) {
        changes++;
        listener.changed(kind, action, entity.deepCopy());
    }

    private Map<String, ObjectNode> all(Kind kind) {
        return Objects.requireNonNull(entities.get(kind), "every kind has its map");
    }

    private static boolean isIn(ObjectNode entity, String sectionId) {
        return entity.path("sectionId").asText().equals(sectionId);
    }

    /** Returns the current time, in milliseconds and later than the entity's last change. */
    private String now(@Nullable ObjectNode entity) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (entity != null) {
            Instant last = Instant.parse(entity.path(UPDATED_AT).asText());
            now = now.isAfter(last) ? now : last.plusMillis(1);
        }
        return TIME.format(now);
    }
}
