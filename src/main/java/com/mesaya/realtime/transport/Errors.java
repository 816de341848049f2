package com.mesaya.realtime.transport;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Frame;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** How errors look to clients: as an HTTP response before the upgrade, as a frame after it (contract, section 1). */
final class Errors {

    private Errors() {}

    /** {@code {"error":{"code":…,"message":…}}} with the code's status. */
    static HttpResponse response(ErrorCode code) {
        return Json.response(status(code), Map.of("error", body(code)));
    }

    /** {@code {"event":"error","payload":{"code":…,"message":…}}}. */
    static Frame frame(ErrorCode code) {
        return Frame.of("error", Json.bytes(body(code)));
    }

    private static Map<String, String> body(ErrorCode code) {
        return Map.of("code", code.name(), "message", message(code));
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case INVALID_SECTION -> 400;
            case TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED -> 401;
            case ACCESS_DENIED -> 403;
            case NOT_FOUND, SECTION_NOT_FOUND -> 404;
            case UPGRADE_REQUIRED -> 426;
            case SNAPSHOT_UNAVAILABLE -> 503;
            default -> 500;
        };
    }

    private static String message(ErrorCode code) {
        return switch (code) {
            case INVALID_SECTION -> "The section id has 1 to 64 letters, digits, '-' or '_'.";
            case TOKEN_MISSING -> "A token is needed: in the path, as 'Authorization: Bearer', or as '?token='.";
            case TOKEN_INVALID -> "The token is not valid.";
            case TOKEN_EXPIRED -> "The token has expired.";
            case ACCESS_DENIED -> "You may not see this section.";
            case SECTION_NOT_FOUND -> "There is no such section.";
            case SECTION_DELETED -> "The section was deleted.";
            case SNAPSHOT_UNAVAILABLE -> "The section can't be loaded right now; try again later.";
            case UPGRADE_REQUIRED -> "This address speaks WebSocket: ask for an upgrade.";
            case NOT_FOUND -> "There is nothing at this address.";
            default -> "Something went wrong.";
        };
    }
}
