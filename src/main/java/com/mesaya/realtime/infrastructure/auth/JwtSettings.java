package com.mesaya.realtime.infrastructure.auth;

import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;

/**
 * How tokens are checked.
 *
 * @param algorithm the one algorithm that is accepted, with its key; a token has no say in it
 * @param issuer the {@code iss} a token must have; empty if it isn't checked
 * @param leeway by how much clocks may differ
 * @param expiryRequired whether a token without {@code exp} is refused
 */
public record JwtSettings(Algorithm algorithm, String issuer, Duration leeway, boolean expiryRequired) {}
