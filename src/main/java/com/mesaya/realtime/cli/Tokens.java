package com.mesaya.realtime.cli;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Signs tokens like those of the main API's auth service (contract, section 4), for tests. */
public final class Tokens {

    private Tokens() {}

    /** Returns a token signed with HS256. */
    public static String sign(
            String secret, String user, List<String> roles, List<String> permissions, Duration timeToLive) {
        Instant now = Instant.now();
        return JWT.create()
                .withSubject(user)
                .withIssuer("mesaYA-auth")
                .withClaim("roles", roles)
                .withClaim("permissions", permissions)
                .withIssuedAt(now)
                .withExpiresAt(now.plus(timeToLive))
                .sign(Algorithm.HMAC256(secret));
    }
}
