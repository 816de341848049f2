package com.mesaya.realtime.infrastructure.auth;

import static com.mesaya.realtime.testing.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.application.access.TokenVerifier.Refused;
import com.mesaya.realtime.application.access.TokenVerifier.Verdict;
import com.mesaya.realtime.application.access.TokenVerifier.Verified;
import com.mesaya.realtime.domain.ErrorCode;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens whose keys come from a JWKS over HTTP. */
class JwksTokensTest {

    private static final KeyPair OLD = Keys.generate("RSA");
    private static final KeyPair NEW = Keys.generate("RSA");
    private static final Verdict INVALID = new Refused(ErrorCode.TOKEN_INVALID);
    private static final Verdict UNAVAILABLE = new Refused(ErrorCode.KEYS_UNAVAILABLE);
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final SettableClock clock = new SettableClock();
    private final StandInJwks server = new StandInJwks();
    private final JwtTokenVerifier verifier = new JwtTokenVerifier(
            new JwtSettings(
                    new KeySource.Jwks(server.url(), LIFE, INTERVAL, PATIENCE, INTERVAL, 1_000),
                    "mesaYA-auth",
                    Set.of(),
                    Duration.ofSeconds(5),
                    true,
                    8 * 1024),
            clock,
            ForkJoinPool.commonPool());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void areAcceptedByTheKeyTheyName() {
        server.serve(200, Keys.jwks(Keys.jwk("old", OLD, ""), Keys.jwk("new", NEW, "")));

        assertThat(verdict(token("old", OLD))).isInstanceOf(Verified.class);
        assertThat(verdict(token("new", NEW))).isInstanceOf(Verified.class);
        assertThat(verdict(token("new", OLD))).isEqualTo(INVALID);
    }

    @Test
    void areAcceptedAfterARotationWithoutARestart() {
        server.serve(200, Keys.jwks(Keys.jwk("old", OLD, "")));
        assertThat(verdict(token("old", OLD))).isInstanceOf(Verified.class);
        server.serve(200, Keys.jwks(Keys.jwk("new", NEW, "")));
        clock.pass(INTERVAL);

        assertThat(verdict(token("new", NEW))).isInstanceOf(Verified.class);
        assertThat(verdict(token("old", OLD))).isEqualTo(INVALID);
    }

    @Test
    void areRefusedIfTheirKeyWasTakenOutEvenIfNoneWasPutIn() {
        server.serve(200, Keys.jwks(Keys.jwk("old", OLD, ""), Keys.jwk("new", NEW, "")));
        assertThat(verdict(token("old", OLD))).isInstanceOf(Verified.class);
        server.serve(200, Keys.jwks(Keys.jwk("new", NEW, "")));
        clock.pass(LIFE);

        assertThat(verdict(token("old", OLD))).isEqualTo(INVALID);
    }

    @Test
    void areRefusedIfTheyNameNoKey() {
        server.serve(200, Keys.jwks(Keys.jwk("old", OLD, "")));

        assertThat(verdict(token(null, OLD))).isEqualTo(INVALID);
    }

    @Test
    void areRefusedIfTheyAreSignedWithThePublicKeyAsASecret() {
        server.serve(200, Keys.jwks(Keys.jwk("old", OLD, "")));
        var secret = Algorithm.HMAC256(Keys.pem(OLD.getPublic()).getBytes(UTF_8));

        assertThat(verdict(token("old", secret))).isEqualTo(INVALID);
        assertThat(verdict(token("old", Algorithm.none()))).isEqualTo(INVALID);
        assertThat(server.requests()).isZero();
    }

    @Test
    void areAskedToComeBackWhileTheKeysCanNotBeHad() {
        server.serve(503, "");
        assertThat(verdict(token("old", OLD))).isEqualTo(UNAVAILABLE);
        server.serve(200, Keys.jwks(Keys.jwk("old", OLD, "")));

        clock.pass(INTERVAL);

        assertThat(verdict(token("old", OLD))).isInstanceOf(Verified.class);
    }

    @Test
    void withRandomKeysCostNothingButThemselves() {
        server.serve(200, Keys.jwks(Keys.jwk("old", OLD, "")));

        assertThat(IntStream.range(0, 200)
                        .mapToObj(count -> verdict(token(UUID.randomUUID().toString(), NEW))))
                .containsOnly(INVALID);

        assertThat(server.requests()).isEqualTo(1);
        server.close();
        assertThat(verdict(token("old", OLD))).isInstanceOf(Verified.class);
    }

    private Verdict verdict(String token) {
        return verifier.verify(token).toCompletableFuture().join();
    }

    private String token(@Nullable String keyId, KeyPair pair) {
        return token(keyId, Keys.rs256(pair));
    }

    private String token(@Nullable String keyId, Algorithm algorithm) {
        return JWT.create()
                .withKeyId(keyId)
                .withIssuer("mesaYA-auth")
                .withSubject("ana")
                .withExpiresAt(clock.instant().plusSeconds(3_600))
                .sign(algorithm);
    }
}
