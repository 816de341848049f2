package com.mesaya.realtime.testing;

import java.time.Instant;

/** Envelopes as the main API writes them, around tables made for a test. */
public final class Envelopes {

    private Envelopes() {}

    /** A table as JSON. */
    public static String table(String id, String section, String status, Instant updatedAt) {
        return "{\"id\":\"" + id + "\",\"sectionId\":\"" + section + "\",\"number\":1,\"status\":\"" + status
                + "\",\"updatedAt\":\"" + updatedAt + "\"}";
    }

    /** Envelope v1 of a change. */
    public static String v1(String action, String id, String entity) {
        return "{\"action\":\"" + action + "\",\"entityId\":\"" + id + "\",\"entity\":" + entity
                + ",\"timestamp\":\"2025-10-19T18:05:42.019Z\"}";
    }

    /** The frame clients get. */
    public static String frame(String event, String payload) {
        return "{\"event\":\"" + event + "\",\"payload\":" + payload + "}";
    }
}
