package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.domain.ErrorCode;
import java.util.Locale;

/** The reasons for which the service closes a connection, as sent to the client (contract, section 1; RFC 6455, 7.4). */
public enum CloseReason {
    BINARY_REFUSED(1003, "only text is understood", false),
    TOO_MANY_BAD_MESSAGES(1008, "too many bad messages", false),
    MESSAGE_TOO_BIG(1009, "message too big", false),
    INTERNAL(1011, "internal error", true),
    SERVER_STOPPING(1012, "the server restarts", true),
    OUT_OF_REACH(1012, "come back at once for a new snapshot", true),
    OVERFLOWED(1013, "too far behind", true),
    OVERLOADED(1013, "too many connections", true),
    SNAPSHOT_UNAVAILABLE(1013, "the snapshot is unavailable", true),
    TOKEN_EXPIRED(4401, "the token has expired", true),
    ACCESS_DENIED(4403, "may not see this section", false),
    SECTION_NOT_FOUND(4404, "no such section", false),
    SECTION_REFUSED(4404, "the main API refuses the section", false),
    SECTION_DELETED(4410, "the section was deleted", false);

    private final int code;
    private final String text;
    private final boolean comeBack;

    CloseReason(int code, String text, boolean comeBack) {
        this.code = code;
        this.text = text;
        this.comeBack = comeBack;
    }

    /** Returns the close reason for an error after the upgrade. */
    public static CloseReason of(ErrorCode error) {
        return switch (error) {
            case ACCESS_DENIED -> ACCESS_DENIED;
            case SECTION_NOT_FOUND -> SECTION_NOT_FOUND;
            case SECTION_REFUSED -> SECTION_REFUSED;
            case SECTION_DELETED -> SECTION_DELETED;
            case SNAPSHOT_UNAVAILABLE, SNAPSHOT_INVALID -> SNAPSHOT_UNAVAILABLE;
            case OVERLOADED, TOO_MANY_CONNECTIONS -> OVERLOADED;
            case TOKEN_EXPIRED -> TOKEN_EXPIRED;
            case BINARY_REFUSED -> BINARY_REFUSED;
            case MESSAGE_TOO_BIG -> MESSAGE_TOO_BIG;
            default -> INTERNAL;
        };
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }

    /** Returns whether the client should come back. */
    boolean comeBack() {
        return comeBack;
    }

    /** Returns the name of the reason in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
