package com.mesaya.realtime.infrastructure.auth;

import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.util.Set;

/**
 * How tokens are checked.
 *
 * @param keys what they are signed with, and by which one algorithm; a token has no say in it
 * @param issuer the {@code iss} a token must have; empty if it isn't checked
 * @param audience of which a token's {@code aud} must hold one; empty if it isn't checked
 * @param leeway by how much clocks may differ
 * @param expiryRequired whether a token without {@code exp} is refused
 * @param maxLength how many characters a token may have
 */
public record JwtSettings(
        KeySource keys, String issuer, Set<String> audience, Duration leeway, boolean expiryRequired, int maxLength) {

    private static final int DEFAULT_MAX_LENGTH = 8 * 1024;

    /** Copies the set. */
    public JwtSettings {
        audience = Set.copyOf(audience);
    }

    /** With one key, for anybody, and of the usual length. */
    public JwtSettings(Algorithm algorithm, String issuer, Duration leeway, boolean expiryRequired) {
        this(new KeySource.OneKey(algorithm), issuer, Set.of(), leeway, expiryRequired, DEFAULT_MAX_LENGTH);
    }
}
