package com.mesaya.realtime.infrastructure.rest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The main API answered that it can't, or won't at the moment. */
final class MainApiError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final int status;
    private final @Nullable Duration retryAfter;

    /** @param retryAfter for how long it doesn't want to be asked, if it says so */
    MainApiError(int status, @Nullable Duration retryAfter) {
        super("it answers " + status, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    static boolean isMeantBy(int status) {
        return status == TOO_MANY_REQUESTS || status >= FIRST_SERVER_ERROR;
    }

    /**
     * Whether it would say so whatever it is asked for, and whoever asks: 502, 503 and 504. A 500 may be due to what was
     * asked for, and 429 to who asks (RFC 9110, section 15.6; RFC 6585, section 4).
     */
    boolean isTrouble() {
        return status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT;
    }

    /** For how long it doesn't want to be asked by who asked too often; null if that isn't why, or it doesn't say. */
    @Nullable
    Duration pause() {
        return status == TOO_MANY_REQUESTS ? retryAfter : null;
    }
}
