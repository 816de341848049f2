package com.mesaya.realtime.transport;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Frame;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;

/** How errors look to clients: as an HTTP response before the upgrade, as a frame after it (contract, section 1). */
final class Errors {

    private static final long SOON_SECONDS = 1;
    /** By more than that few clocks are ahead. */
    private static final long CLOCKS_APART_SECONDS = 5;

    private static final long LATER_SECONDS = 10;
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final List<HttpHeader> READABLE = List.of(
            RawHeader.create(ALLOW_ORIGIN, "*"), RawHeader.create("Access-Control-Expose-Headers", "Retry-After"));

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
            case TOKEN_NOT_YET_VALID -> response.addHeader(RetryAfter.create(CLOCKS_APART_SECONDS));
            case TOO_MANY_CONNECTIONS -> response.addHeader(RetryAfter.create(LATER_SECONDS));
            default -> response;
        };
    }

    /** What Pekko HTTP refuses by itself, in our own form. */
    static HttpResponse response(HttpResponse refusal) {
        return response(refusal.status().intValue()).addHeaders(refusal.getHeaders());
    }

    /** The same of what it can't even parse. */
    static HttpResponse response(int status) {
        return response(
                status,
                switch (status) {
                    case 404 -> ErrorCode.NOT_FOUND;
                    case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
                    case 414, 431 -> ErrorCode.REQUEST_TOO_LARGE;
                    default -> ErrorCode.BAD_REQUEST;
                });
    }

    /**
     * For pages of any origin to read (Fetch, section 3.2.3): a browser doesn't tell a page why its handshake was refused, so
     * the page asks again by a plain request. What isn't refused stays as it is.
     */
    static HttpResponse readable(HttpResponse response) {
        return response.status().intValue() < 400
                        || response.getHeader(ALLOW_ORIGIN).isPresent()
                ? response
                : response.addHeaders(READABLE);
    }

    /** {@code {"event":"error","payload":{"code":…,"message":…}}}. */
    static Frame frame(ErrorCode code) {
        return frame(code, OptionalInt.empty());
    }

    /** The same, with the main API's status in the message. */
    static Frame frame(ErrorCode code, OptionalInt apiStatus) {
        String message = message(code);
        String whole =
                apiStatus.isPresent() ? message + " The main API answered " + apiStatus.getAsInt() + "." : message;
        return Frame.of("error", Json.bytes(new Body(code, whole)));
    }

    private static Body body(ErrorCode code) {
        return new Body(code, message(code));
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case INVALID_SECTION, BAD_REQUEST, LOGGER_UNKNOWN -> 400;
            case TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_NOT_YET_VALID -> 401;
            case ACCESS_DENIED, ORIGIN_DENIED, HOST_DENIED -> 403;
            case NOT_FOUND, SECTION_NOT_FOUND, SECTION_REFUSED -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case SECTION_DELETED -> 410;
            case REQUEST_TOO_LARGE -> 414;
            case UPGRADE_REQUIRED -> 426;
            case TOO_MANY_CONNECTIONS -> 429;
            case KEYS_UNAVAILABLE, SNAPSHOT_UNAVAILABLE, SNAPSHOT_INVALID, STOPPING, OVERLOADED, SECTION_UNREACHABLE ->
                503;
            default -> 500;
        };
    }

    private static String message(ErrorCode code) {
        return switch (code) {
            case INVALID_SECTION -> "The section id has 1 to 64 letters, digits, '-' or '_'.";
            case TOKEN_MISSING ->
                "A token is needed: in the path, as 'Authorization: Bearer', as '?token=', or as the subprotocol after 'bearer'.";
            case TOKEN_INVALID -> "The token is not valid.";
            case TOKEN_EXPIRED -> "The token has expired.";
            case TOKEN_NOT_YET_VALID -> "The token is not valid yet; come back with it in a moment.";
            case KEYS_UNAVAILABLE -> "The token can't be checked right now; try again later.";
            case ACCESS_DENIED -> "You may not see this section.";
            case SECTION_NOT_FOUND -> "There is no such section.";
            case SECTION_DELETED -> "The section was deleted.";
            case SECTION_REFUSED -> "The section can't be asked for like this.";
            case SNAPSHOT_UNAVAILABLE -> "The section can't be loaded right now; try again later.";
            case SNAPSHOT_INVALID -> "The main API didn't answer with this section.";
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
            case REQUEST_TOO_LARGE -> "The request's address or one of its headers, such as its cookies, is too long.";
            case SECTION_UNREACHABLE -> "The section doesn't answer; try again.";
            case LOGGER_UNKNOWN ->
                "A logger's name starts with com.mesaya; levels are trace, debug, info, warn and error.";
            case METHOD_NOT_ALLOWED -> "This address takes another method.";
            case NOT_FOUND -> "There is nothing at this address.";
            default -> "Something went wrong.";
        };
    }
}
