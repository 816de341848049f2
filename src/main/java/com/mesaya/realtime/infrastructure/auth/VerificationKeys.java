package com.mesaya.realtime.infrastructure.auth;

import com.auth0.jwt.algorithms.Algorithm;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds the key a token is checked with. Thread-safe. */
interface VerificationKeys {

    /** The one {@code alg} that is accepted. */
    String algorithm();

    /** Finds the key a token names. Never blocks, and completes normally whatever happens. */
    CompletionStage<Result> find(@Nullable String keyId);

    /** The result of a search. */
    sealed interface Result {}

    /** The key is here. */
    record Found(Algorithm algorithm) implements Result {}

    /** What came of a search without a key. */
    enum Missing implements Result {
        /** There is no such key. */
        UNKNOWN,
        /** Nobody can tell right now whether there is such a key. */
        UNAVAILABLE
    }

    /** The same key for every token. */
    static VerificationKeys always(Algorithm algorithm) {
        CompletionStage<Result> found = CompletableFuture.completedStage(new Found(algorithm));
        return new VerificationKeys() {

            @Override
            public String algorithm() {
                return algorithm.getName();
            }

            @Override
            public CompletionStage<Result> find(@Nullable String keyId) {
                return found;
            }
        };
    }
}
