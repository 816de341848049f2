package com.mesaya.realtime.infrastructure.auth;

import com.auth0.jwt.algorithms.Algorithm;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds the key that verifies a token. Thread-safe. */
interface VerificationKeys {

    /** Returns the only accepted {@code alg}. */
    String algorithm();

    /** Finds the key that a token names. Never blocks, and always completes normally. */
    CompletionStage<Result> find(@Nullable String keyId);

    /** The result of a search. */
    sealed interface Result {}

    /** The key was found. */
    record Found(Algorithm algorithm) implements Result {}

    /** The reason why a search returned no key. */
    enum Missing implements Result {
        /** The key does not exist. */
        UNKNOWN,
        /** The keys are unavailable, so it is unknown whether the key exists. */
        UNAVAILABLE
    }

    /** Returns the same key for every token. */
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
