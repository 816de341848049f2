package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Viewer;
import java.util.concurrent.CompletionStage;

/** Tells whose token it is, or what is wrong with it (contract, section 4). Thread-safe. */
public interface TokenVerifier {

    /**
     * Checks signature, algorithm, time and claims. Never blocks, since the key may have to be asked for, and completes
     * normally whatever the token and whatever happens.
     */
    CompletionStage<Verdict> verify(String token);

    /** The result of a check. */
    sealed interface Verdict {}

    /** The token is good. */
    record Verified(Viewer viewer) implements Verdict {}

    /**
     * The token is refused as {@link ErrorCode#TOKEN_INVALID}, {@link ErrorCode#TOKEN_EXPIRED} or
     * {@link ErrorCode#TOKEN_NOT_YET_VALID}, or can't be checked: {@link ErrorCode#KEYS_UNAVAILABLE}.
     */
    record Refused(ErrorCode code) implements Verdict {}
}
