package com.mesaya.realtime.application.access;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Viewer;
import java.util.concurrent.CompletionStage;

/** Verifies a token and returns its user (contract, section 4). Thread-safe. */
public interface TokenVerifier {

    /**
     * Checks signature, algorithm, time and claims. Never blocks, since the key may have to be requested, and always completes
     * normally.
     */
    CompletionStage<Verdict> verify(String token);

    /** The result of the verification. */
    sealed interface Verdict {}

    /** The token is valid. */
    record Verified(Viewer viewer) implements Verdict {}

    /**
     * The token is refused as {@link ErrorCode#TOKEN_INVALID}, {@link ErrorCode#TOKEN_EXPIRED} or {@link
     * ErrorCode#TOKEN_NOT_YET_VALID}, or cannot be checked: {@link ErrorCode#KEYS_UNAVAILABLE}.
     */
    record Refused(ErrorCode code) implements Verdict {}
}
