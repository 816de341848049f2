package com.mesaya.realtime.transport.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.transport.Json;

/** A client's message: a JSON object with an {@code action}. Unknown members are ignored. */
sealed interface ClientMessage {

    /** {@code {"action":"ping"}} asks for a pong. */
    enum Ping implements ClientMessage {
        INSTANCE
    }

    /** {@code {"action":"authenticate","token":…}} supplies a fresh token. */
    record Authenticate(String token) implements ClientMessage {

        /** Returns the message without the token, which must not be shown. */
        @Override
        public String toString() {
            return "Authenticate";
        }
    }

    /** A message that is not understood. */
    record Bad(ErrorCode code) implements ClientMessage {}

    /** Parses a text; every text yields a message. */
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
