package com.mesaya.realtime.infrastructure.auth;

import com.auth0.jwt.algorithms.Algorithm;
import java.net.URI;
import java.time.Duration;

/** The source of the keys that verify tokens. */
public sealed interface KeySource {

    /** One key for all tokens, regardless of their {@code kid}. */
    record OneKey(Algorithm algorithm) implements KeySource {}

    /**
     * A JWK set (RFC 7517) of RS256 keys; a token selects a key by its {@code kid}.
     *
     * @param cacheLife the time for which a set is valid; a key removed from the set is refused after that
     * @param minInterval the minimum time between two reads of the set
     * @param timeout the time limit of a read
     * @param maxWait the maximum time for which a token with an unknown key waits for the next read
     * @param maxWaiting the number of tokens that may wait at once
     */
    record Jwks(URI url, Duration cacheLife, Duration minInterval, Duration timeout, Duration maxWait, int maxWaiting)
            implements KeySource {

        /** @throws IllegalArgumentException if the set would expire before it may be read again */
        public Jwks {
            if (cacheLife.compareTo(minInterval) < 0) {
                throw new IllegalArgumentException("a set must be valid for at least the time between two reads");
            }
        }
    }
}
