package com.mesaya.realtime.infrastructure.auth;

import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of token verification.
 *
 * @param keys the keys and the only accepted algorithm; a token can't choose the algorithm
 * @param issuer the required {@code iss}; empty if it isn't checked
 * @param audience the accepted audiences, of which a token's {@code aud} must contain one; empty if it isn't checked
 * @param leeway the accepted difference between clocks
 * @param expiryRequired whether a token without {@code exp} is refused
 * @param maxLength the maximum number of characters in a token
 */
public record JwtSettings(
        KeySource keys, String issuer, Set<String> audience, Duration leeway, boolean expiryRequired, int maxLength) {

    private static final int DEFAULT_MAX_LENGTH = 8 * 1024;

    /** Copies the set. */
    public JwtSettings {
        audience = Set.copyOf(audience);
    }

    /** Creates settings with one key, for any audience and the usual length. */
    public JwtSettings(Algorithm algorithm, String issuer, Duration leeway, boolean expiryRequired) {
        this(new KeySource.OneKey(algorithm), issuer, Set.of(), leeway, expiryRequired, DEFAULT_MAX_LENGTH);
    }
}
