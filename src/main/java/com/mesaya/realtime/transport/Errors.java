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

/** Formats errors for clients: as an HTTP response before the upgrade, as a frame after it (contract, section 1). */
public final class Errors {

    private static final long SOON_SECONDS = 1;
    /** The usual limit by which clocks are ahead. */
    private static final long CLOCKS_APART_SECONDS = 5;

    private static final long LATER_SECONDS = 10;
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final List<HttpHeader> READABLE = List.of(
            RawHeader.create(ALLOW_ORIGIN, "*"), RawHeader.create("Access-Control-Expose-Headers", "Retry-After"));

    /** Member order as in the contract. */
    private record Body(ErrorCode code, String message) {}

    private Errors() {}

    /** Returns {@code {"error":{"code":…,"message":…}}} with the code's status. */
    public static HttpResponse response(ErrorCode code) {
        return response(status(code), code);
    }

    /** Returns the error with another status; a client that may come back gets {@code Retry-After} (RFC 9110, section 10.2.3). */
    public static HttpResponse response(int status, ErrorCode code) {
        HttpResponse response = Json.response(status, Map.of("error", body(code)));
        return switch (code) {
            case STOPPING, OVERLOADED, KEYS_UNAVAILABLE -> response.addHeader(RetryAfter.create(SOON_SECONDS));
            case TOKEN_NOT_YET_VALID -> response.addHeader(RetryAfter.create(CLOCKS_APART_SECONDS));
            case TOO_MANY_CONNECTIONS -> response.addHeader(RetryAfter.create(LATER_SECONDS));
            default -> response;
        };
    }

    /** Returns a refusal by Pekko HTTP in the service's own form. */
    public static HttpResponse response(HttpResponse refusal) {
        return response(refusal.status().intValue()).addHeaders(refusal.getHeaders());
    }

    /** Returns the error for a request that Pekko HTTP cannot parse. */
    public static HttpResponse response(int status) {
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
     * Makes a refusal readable for pages of any origin (Fetch, section 3.2.3). A browser does not show a page why its handshake was
     * refused, so the page repeats the request without an upgrade. A response that is no refusal stays unchanged.
     */
    public static HttpResponse readable(HttpResponse response) {
        return response.status().intValue() < 400
                        || response.getHeader(ALLOW_ORIGIN).isPresent()
                ? response
                : response.addHeaders(READABLE);
    }

    /** Returns the frame {@code {"event":"error","payload":{"code":…,"message":…}}}. */
    public static Frame frame(ErrorCode code) {
        return frame(code, OptionalInt.empty());
    }

    /** Returns the error frame with the main API's status in the message. */
    public static Frame frame(ErrorCode code, OptionalInt apiStatus) {
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
                "A token is required: in the path, as 'Authorization: Bearer', as '?token=', or as the subprotocol after 'bearer'.";
            case TOKEN_INVALID -> "The token is not valid.";
            case TOKEN_EXPIRED -> "The token has expired.";
            case TOKEN_NOT_YET_VALID -> "The token is not valid yet; come back with it in a moment.";
            case KEYS_UNAVAILABLE -> "The token can't be verified right now; try again later.";
            case ACCESS_DENIED -> "You may not see this section.";
            case SECTION_NOT_FOUND -> "There is no such section.";
            case SECTION_DELETED -> "The section was deleted.";
            case SECTION_REFUSED -> "The main API refuses this request for the section.";
            case SNAPSHOT_UNAVAILABLE -> "The section can't be loaded right now; try again later.";
            case SNAPSHOT_INVALID -> "The main API's answer doesn't contain this section.";
            case UPGRADE_REQUIRED -> "This address requires an upgrade to WebSocket.";
            case STOPPING -> "The service is stopping; try again at once.";
            case OVERLOADED -> "The service is overloaded; try again soon.";
            case TOO_MANY_CONNECTIONS -> "You have too many connections already.";
            case ORIGIN_DENIED -> "Pages of this origin may not connect.";
            case HOST_DENIED -> "The Host header must be an address, localhost, or one of ADMIN_ALLOWED_HOSTS.";
            case MESSAGE_INVALID ->
                "A message must be a JSON object with an 'action' and the members that the action requires.";
            case ACTION_UNKNOWN -> "There is no such action.";
            case TOO_MANY_MESSAGES -> "You send messages too fast.";
            case MESSAGE_TOO_BIG -> "The message is too big.";
            case BINARY_REFUSED -> "Only text messages are understood.";
            case USER_MISMATCH -> "The token belongs to another user.";
            case BAD_REQUEST -> "The request can't be understood.";
            case REQUEST_TOO_LARGE -> "The request's address or one of its headers, such as its cookies, is too long.";
            case SECTION_UNREACHABLE -> "The section doesn't answer; try again.";
            case LOGGER_UNKNOWN ->
                "A logger's name starts with com.mesaya; levels are trace, debug, info, warn and error.";
            case METHOD_NOT_ALLOWED -> "This address doesn't support this method.";
            case NOT_FOUND -> "There is nothing at this address.";
            default -> "Something went wrong.";
        };
    }
}
