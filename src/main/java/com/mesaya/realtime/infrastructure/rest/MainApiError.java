package com.mesaya.realtime.infrastructure.rest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The main API answered with an error that may be temporary. */
final class MainApiError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final int status;
    private final @Nullable Duration retryAfter;

    /** @param retryAfter the requested pause; null if the answer names none */
    MainApiError(int status, @Nullable Duration retryAfter) {
        super("it answers " + status, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    static boolean isMeantBy(int status) {
        return status == TOO_MANY_REQUESTS || status >= FIRST_SERVER_ERROR;
    }

    /**
     * Returns whether every request would fail alike: 502, 503 and 504. A 500 may be due to the requested section, and 429 to the
     * client (RFC 9110, section 15.6; RFC 6585, section 4).
     */
    boolean isTrouble() {
        return status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT;
    }

    /**
     * Returns the pause that the API requests from a client above its rate limit; null if the error is another one, or the answer
     * names no pause.
     */
    @Nullable
    Duration pause() {
        return status == TOO_MANY_REQUESTS ? retryAfter : null;
    }
}
