package com.mesaya.realtime.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;

/** Envelopes as the main API writes them, around tables made for a test. */
public final class Envelopes {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Envelopes() {}

    /** A table as JSON; each section has its own, since a table that is told in another one has moved there. */
    public static String table(String name, String section, String status, Instant updatedAt) {
        return "{\"id\":\"" + name + "-" + section + "\",\"sectionId\":\"" + section + "\",\"number\":1,\"status\":\""
                + status + "\",\"updatedAt\":\"" + updatedAt + "\"}";
    }

    /** Envelope v1 of a change. */
    public static String v1(String action, String entity) {
        return "{\"action\":\"" + action + "\",\"entityId\":\"" + id(entity) + "\",\"entity\":" + entity
                + ",\"timestamp\":\"2025-10-19T18:05:42.019Z\"}";
    }

    private static String id(String entity) {
        try {
            return JSON.readTree(entity).path("id").asText();
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(entity, malformed);
        }
    }

    /** The frame clients get. */
    public static String frame(String event, String payload) {
        return "{\"event\":\"" + event + "\",\"payload\":" + payload + "}";
    }
}
