package com.mesaya.realtime.transport;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Frame;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;

/** How errors look to clients: as an HTTP response before the upgrade, as a frame after it (contract, section 1). */
final class Errors {

    private static final long SOON_SECONDS = 1;
    private static final long LATER_SECONDS = 10;

    /** In the order of the contract. */
    private record Body(ErrorCode code, String message) {}

    private Errors() {}

    /** {@code {"error":{"code":…,"message":…}}} with the code's status. */
    static HttpResponse response(ErrorCode code) {
        return response(status(code), code);
    }

    /** The same with a status of its own; who may come back is told when (RFC 9110, section 10.2.3). */
    static HttpResponse response(int status, ErrorCode code) {
        HttpResponse response = Json.response(status, Map.of("error", body(code)));
        return switch (code) {
            case STOPPING, OVERLOADED, KEYS_UNAVAILABLE -> response.addHeader(RetryAfter.create(SOON_SECONDS));
            case TOO_MANY_CONNECTIONS -> response.addHeader(RetryAfter.create(LATER_SECONDS));
            default -> response;
        };
    }

    /** What Pekko HTTP refuses by itself, in our own form. */
    static HttpResponse response(HttpResponse refusal) {
        int status = refusal.status().intValue();
        ErrorCode code = switch (status) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            default -> ErrorCode.BAD_REQUEST;
        };
        return response(status, code).addHeaders(refusal.getHeaders());
    }

    /** {@code {"event":"error","payload":{"code":…,"message":…}}}. */
    static Frame frame(ErrorCode code) {
        return Frame.of("error", Json.bytes(body(code)));
    }

    private static Body body(ErrorCode code) {
        return new Body(code, message(code));
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case INVALID_SECTION, BAD_REQUEST, LOGGER_UNKNOWN -> 400;
            case TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED -> 401;
            case ACCESS_DENIED, ORIGIN_DENIED, HOST_DENIED -> 403;
            case NOT_FOUND, SECTION_NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case UPGRADE_REQUIRED -> 426;
            case TOO_MANY_CONNECTIONS -> 429;
            case KEYS_UNAVAILABLE, SNAPSHOT_UNAVAILABLE, STOPPING, OVERLOADED, SECTION_UNREACHABLE -> 503;
            default -> 500;
        };
    }

    private static String message(ErrorCode code) {
        return switch (code) {
            case INVALID_SECTION -> "The section id has 1 to 64 letters, digits, '-' or '_'.";
            case TOKEN_MISSING -> "A token is needed: in the path, as 'Authorization: Bearer', or as '?token='.";
            case TOKEN_INVALID -> "The token is not valid.";
            case TOKEN_EXPIRED -> "The token has expired.";
            case KEYS_UNAVAILABLE -> "The token can't be checked right now; try again later.";
            case ACCESS_DENIED -> "You may not see this section.";
            case SECTION_NOT_FOUND -> "There is no such section.";
            case SNAPSHOT_UNAVAILABLE -> "The section can't be loaded right now; try again later.";
            case UPGRADE_REQUIRED -> "This address speaks WebSocket: ask for an upgrade.";
            case STOPPING -> "The service stops; try again at once.";
            case OVERLOADED -> "Too much is going on right now; try again soon.";
            case TOO_MANY_CONNECTIONS -> "There are too many connections of yours already.";
            case ORIGIN_DENIED -> "Pages of this origin may not connect.";
            case HOST_DENIED -> "Operators ask for an address, for localhost, or for one of ADMIN_ALLOWED_HOSTS.";
            case MESSAGE_INVALID -> "A message is a JSON object with an 'action' and what that action needs.";
            case ACTION_UNKNOWN -> "There is no such action.";
            case TOO_MANY_MESSAGES -> "Messages come too fast.";
            case MESSAGE_TOO_BIG -> "The message is too big.";
            case BINARY_REFUSED -> "Only text messages are understood.";
            case USER_MISMATCH -> "The token belongs to another user.";
            case BAD_REQUEST -> "The request can't be understood.";
            case SECTION_UNREACHABLE -> "The section doesn't answer; try again.";
            case LOGGER_UNKNOWN ->
                "A logger's name starts with com.mesaya; levels are trace, debug, info, warn and error.";
            case METHOD_NOT_ALLOWED -> "This address takes another method.";
            case NOT_FOUND -> "There is nothing at this address.";
            default -> "Something went wrong.";
        };
    }
}
