package com.mesaya.realtime.service;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.JwtTokenVerifier;
import com.mesaya.realtime.infrastructure.auth.KeySource;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The key of a {@link Rehearsal}: its viewers' token is signed and verified in the same way as clients' tokens, by a new key. */
final class RehearsalKey {

    /** The role of the viewers. */
    static final String ROLE = "REHEARSAL";

    private static final int KEY_BITS = 2_048;
    private static final Duration TOKEN_LIFE = Duration.ofDays(1);

    private final JwtSettings clients;
    private final Algorithm algorithm;

    /** @param clients the settings for clients' tokens */
    RehearsalKey(JwtSettings clients) throws GeneralSecurityException {
        this.clients = clients;
        this.algorithm = algorithm(clients.keys());
    }

    /** Creates a key of the kind that signs clients' tokens. */
    private static Algorithm algorithm(KeySource keys) throws GeneralSecurityException {
        if (keys instanceof KeySource.OneKey one && one.algorithm().getName().equals("HS256")) {
            return Algorithm.HMAC256(UUID.randomUUID().toString());
        }
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS);
        KeyPair pair = generator.generateKeyPair();
        return Algorithm.RSA256((RSAPublicKey) pair.getPublic(), (RSAPrivateKey) pair.getPrivate());
    }

    String token() {
        Instant now = Instant.now();
        return JWT.create()
                .withSubject("rehearsal")
                .withIssuer(clients.issuer())
                .withAudience(clients.audience().toArray(String[]::new))
                .withClaim("roles", List.of(ROLE))
                .withClaim("permissions", List.of())
                .withIssuedAt(now)
                .withExpiresAt(now.plus(TOKEN_LIFE))
                .sign(algorithm);
    }

    JwtTokenVerifier verifier() {
        return new JwtTokenVerifier(new JwtSettings(
                new KeySource.OneKey(algorithm),
                clients.issuer(),
                clients.audience(),
                clients.leeway(),
                clients.expiryRequired(),
                clients.maxLength()));
    }
}
