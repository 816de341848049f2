package com.mesaya.realtime.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.mesaya.realtime.domain.ErrorCode;

/** What a client says: a JSON object with an {@code action}. Members that aren't known are let pass. */
sealed interface ClientMessage {

    /** {@code {"action":"ping"}}: is anybody there? */
    enum Ping implements ClientMessage {
        INSTANCE
    }

    /** {@code {"action":"authenticate","token":…}}: here is a fresh token. */
    record Authenticate(String token) implements ClientMessage {

        /** Without the token, which is nobody's business. */
        @Override
        public String toString() {
            return "Authenticate";
        }
    }

    /** Nothing that is understood. */
    record Bad(ErrorCode code) implements ClientMessage {}

    /** Understands a text; whatever it is, there is an answer. */
    static ClientMessage parse(String text) {
        JsonNode message;
        try {
            message = Json.parse(text);
        } catch (JsonProcessingException malformed) {
            return new Bad(ErrorCode.MESSAGE_INVALID);
        }
        JsonNode action = message.path("action");
        if (!action.isTextual()) {
            return new Bad(ErrorCode.MESSAGE_INVALID);
        }
        return switch (action.textValue()) {
            case "ping" -> Ping.INSTANCE;
            case "authenticate" -> authenticate(message.path("token"));
            default -> new Bad(ErrorCode.ACTION_UNKNOWN);
        };
    }

    private static ClientMessage authenticate(JsonNode token) {
        return token.isTextual() ? new Authenticate(token.textValue()) : new Bad(ErrorCode.MESSAGE_INVALID);
    }
}
