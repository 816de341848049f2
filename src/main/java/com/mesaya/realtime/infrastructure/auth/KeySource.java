package com.mesaya.realtime.infrastructure.auth;

import com.auth0.jwt.algorithms.Algorithm;
import java.net.URI;
import java.time.Duration;

/** Where the keys that tokens are checked with come from. */
public sealed interface KeySource {

    /** One key for all tokens, whatever their {@code kid}. */
    record OneKey(Algorithm algorithm) implements KeySource {}

    /**
     * A JWK set (RFC 7517) of RS256 keys, one of which a token names by its {@code kid}.
     *
     * @param cacheLife how long a set is good for; a key that was taken out of it is refused after that
     * @param minInterval how long after a reading the set isn't read again, whatever tokens ask for
     * @param timeout how long a reading may take
     * @param maxWait how long a token with an unknown key may wait until the set may be read again
     * @param maxWaiting how many tokens may wait for that at once
     */
    record Jwks(URI url, Duration cacheLife, Duration minInterval, Duration timeout, Duration maxWait, int maxWaiting)
            implements KeySource {

        /** @throws IllegalArgumentException if the set would be of no use before it may be read again */
        public Jwks {
            if (cacheLife.compareTo(minInterval) < 0) {
                throw new IllegalArgumentException("a set lives for at least the time between two readings");
            }
        }
    }
}
