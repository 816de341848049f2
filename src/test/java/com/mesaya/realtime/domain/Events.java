package com.mesaya.realtime.domain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An event in the making. Its version is given in milliseconds after {@link #NOON}; its payload differs from version to
 * version, and its record from event to event, unless a test says otherwise.
 */
public record Events(
        EntityKey entity,
        String action,
        EventNature nature,
        @Nullable Instant version,
        @Nullable Instant expiresAt,
        @Nullable String payload,
        Origin origin) {

    public static final SectionId SECTION = new SectionId("terraza");
    public static final Instant NOON = Instant.parse("2025-10-19T12:00:00Z");

    private static final AtomicLong OFFSETS = new AtomicLong();

    public static Events updated(String table) {
        return of("table", table, "updated", EventNature.STATE);
    }

    public static Events deleted(String table) {
        return of("table", table, "deleted", EventNature.DELETION);
    }

    /** A hold, for a minute if nothing else is said. */
    public static Events selecting(String table) {
        return of("table", table, "selecting", EventNature.HOLD).expiringAt(NOON.plusSeconds(60));
    }

    public static Events released(String table) {
        return of("table", table, "released", EventNature.RELEASE);
    }

    public static Events of(String kind, String id, String action, EventNature nature) {
        var origin = new Origin("mesa-ya." + kind + "s." + action, 0, OFFSETS.getAndIncrement(), null);
        return new Events(new EntityKey(kind, id), action, nature, null, null, null, origin);
    }

    public Events version(long millis) {
        return version(NOON.plusMillis(millis));
    }

    public Events version(Instant newVersion) {
        return new Events(entity, action, nature, newVersion, expiresAt, payload, origin);
    }

    public Events action(String newAction) {
        return new Events(entity, newAction, nature, version, expiresAt, payload, origin);
    }

    public Events payload(String json) {
        return new Events(entity, action, nature, version, expiresAt, json, origin);
    }

    public Events expiringAt(@Nullable Instant end) {
        return new Events(entity, action, nature, version, end, payload, origin);
    }

    public Events from(Origin newOrigin) {
        return new Events(entity, action, nature, version, expiresAt, payload, newOrigin);
    }

    public SectionEvent event() {
        return eventIn(SECTION);
    }

    public SectionEvent eventIn(SectionId section) {
        String json = payload == null ? "{\"id\":\"" + entity.id() + "\",\"v\":\"" + version + "\"}" : payload;
        var frame = Frame.of(EntityChange.name(entity, action), json.getBytes(StandardCharsets.UTF_8));
        return new EntityChange(section, entity, action, nature, version, expiresAt, frame, origin, null, null)
                .in(section);
    }
}
