package com.mesaya.realtime.infrastructure.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.application.access.TokenVerifier;
import com.mesaya.realtime.application.access.TokenVerifier.Refused;
import com.mesaya.realtime.application.access.TokenVerifier.Verdict;
import com.mesaya.realtime.application.access.TokenVerifier.Verified;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTokenVerifierTest {

    private static final Algorithm HS256 = Algorithm.HMAC256("secret");
    private final Instant soon = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
    private static final Verdict INVALID = new Refused(ErrorCode.TOKEN_INVALID);
    private static final Verdict EXPIRED = new Refused(ErrorCode.TOKEN_EXPIRED);

    private final JwtTokenVerifier verifier = new JwtTokenVerifier(settings("", true));

    @Test
    void acceptsTheClaimsOfTheSample() {
        String token = JWT.create()
                .withPayload(Samples.text("jwt-claims.json"))
                .withExpiresAt(soon)
                .sign(HS256);

        assertThat(verdict(verifier, token))
                .isEqualTo(new Verified(new Viewer(
                        "a665a459-2042-4f9d-817e-4867efdc4fb8",
                        Set.of("OWNER"),
                        Set.of("section:read", "table:read"),
                        soon)));
    }

    @Test
    void findsTheSampleItselfExpired() {
        String token = JWT.create().withPayload(Samples.text("jwt-claims.json")).sign(HS256);

        assertThat(verdict(verifier, token)).isEqualTo(EXPIRED);
    }

    @Test
    void readsRolesAsNames() {
        assertThat(viewer("{\"roles\":[\"USER\",\"ADMIN\"]}").roles()).containsExactlyInAnyOrder("USER", "ADMIN");
    }

    @Test
    void readsRolesAsObjectsWithAName() {
        assertThat(viewer("{\"roles\":[{\"id\":1,\"name\":\"OWNER\"},{\"name\":\"USER\"}]}")
                        .roles())
                .containsExactlyInAnyOrder("OWNER", "USER");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"roles\":null}",
                "{\"roles\":[]}",
                "{\"roles\":\"ADMIN\"}",
                "{\"roles\":{\"name\":\"ADMIN\"}}",
                "{\"roles\":[null,7,[\"ADMIN\"],{\"role\":\"ADMIN\"},{\"name\":7}]}"
            })
    void grantsNothingForRolesInAnotherForm(String claims) {
        assertThat(viewer(claims).roles()).isEmpty();
    }

    @Test
    void needsNoPermissions() {
        assertThat(viewer("{\"roles\":[\"USER\"]}").permissions()).isEmpty();
    }

    @Test
    void takesAUserOnceWhoHasARoleTwice() {
        assertThat(viewer("{\"roles\":[\"USER\",\"USER\"]}").roles()).containsExactly("USER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"sub\":null}", "{\"sub\":\"\"}", "{\"sub\":\" \"}", "{\"sub\":{}}"})
    void refusesATokenWithoutAUser(String claims) {
        assertThat(verdict(
                        verifier,
                        JWT.create().withPayload(claims).withExpiresAt(soon).sign(HS256)))
                .isEqualTo(INVALID);
    }

    @Test
    void acceptsATokenWithinTheLeewayAfterItExpired() {
        assertThat(verdict(at(soon.plusSeconds(3)), ana().withExpiresAt(soon).sign(HS256)))
                .isInstanceOf(Verified.class);
    }

    @Test
    void findsATokenExpiredPastTheLeeway() {
        assertThat(verdict(
                        verifier,
                        ana().withExpiresAt(Instant.now().minusSeconds(7)).sign(HS256)))
                .isEqualTo(EXPIRED);
    }

    @Test
    void endsTheViewerWithItsToken() {
        Instant exp = Instant.parse("2026-01-01T12:00:00Z");
        String token = ana().withExpiresAt(exp).sign(HS256);

        assertThat(expiryAt(exp.minusSeconds(60), token)).isEqualTo(exp);
        assertThat(expiryAt(exp.minusMillis(1), token)).isEqualTo(exp);
    }

    @Test
    void endsAViewerItLetInThanksToTheLeewayWithTheLeeway() {
        Instant exp = Instant.parse("2026-01-01T12:00:00Z");
        String token = ana().withExpiresAt(exp).sign(HS256);

        assertThat(expiryAt(exp, token)).isEqualTo(exp.plusSeconds(5));
        assertThat(expiryAt(exp.plusMillis(4_999), token)).isEqualTo(exp.plusSeconds(5));
        assertThat(verdict(at(exp.plusSeconds(5)), token)).isEqualTo(EXPIRED);
    }

    @Test
    void acceptsAClockThatIsAheadByLessThanTheLeeway() {
        Instant now = soon.minusSeconds(600);
        Instant ahead = now.plusSeconds(3);

        assertThat(verdict(
                        at(now),
                        ana().withExpiresAt(soon)
                                .withIssuedAt(ahead)
                                .withNotBefore(ahead)
                                .sign(HS256)))
                .isInstanceOf(Verified.class);
    }

    @Test
    void saysOfATokenOfAClockThatIsFurtherAheadThatItIsNotValidYet() {
        Instant now = soon.minusSeconds(600);
        Instant ahead = now.plusSeconds(8);
        var issued = ana().withExpiresAt(soon).withIssuedAt(ahead);
        var begun = ana().withExpiresAt(soon).withNotBefore(ahead);

        assertThat(verdict(at(now), issued.sign(HS256))).isEqualTo(new Refused(ErrorCode.TOKEN_NOT_YET_VALID));
        assertThat(verdict(at(now), begun.sign(HS256))).isEqualTo(new Refused(ErrorCode.TOKEN_NOT_YET_VALID));
        assertThat(verdict(at(now), issued.sign(Algorithm.HMAC256("other")))).isEqualTo(INVALID);
        assertThat(verdict(at(now.plusSeconds(3)), issued.sign(HS256))).isInstanceOf(Verified.class);
        assertThat(verdict(at(now.plusSeconds(3)), begun.sign(HS256))).isInstanceOf(Verified.class);
    }

    @Test
    void refusesATokenWithoutAnEnd() {
        assertThat(verdict(verifier, ana().sign(HS256))).isEqualTo(INVALID);
    }

    @Test
    void acceptsATokenWithoutAnEndIfThatIsAllowed() {
        var lenient = new JwtTokenVerifier(settings("", false));

        assertThat(verdict(lenient, ana().sign(HS256)))
                .isEqualTo(new Verified(new Viewer("ana", Set.of(), Set.of(), null)));
        assertThat(verdict(
                        lenient,
                        ana().withExpiresAt(Instant.now().minusSeconds(60)).sign(HS256)))
                .isEqualTo(EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"tomorrow\"", "{}", "[1]", "true"})
    void refusesAnEndThatIsNoTime(String exp) {
        String token = JWT.create()
                .withPayload("{\"sub\":\"ana\",\"exp\":0}")
                .withExpiresAt(soon)
                .sign(HS256);
        String[] parts = token.split("\\.", -1);
        String claims = base64("{\"sub\":\"ana\",\"exp\":" + exp + "}");
        byte[] signature = HS256.sign(parts[0].getBytes(UTF_8), claims.getBytes(UTF_8));

        assertThat(verdict(verifier, parts[0] + "." + claims + "." + base64(signature)))
                .isEqualTo(INVALID);
    }

    @Test
    void checksTheIssuerIfItIsToldTo() {
        var strict = new JwtTokenVerifier(settings("mesaYA-auth", true));

        assertThat(verdict(
                        strict,
                        ana().withExpiresAt(soon).withIssuer("mesaYA-auth").sign(HS256)))
                .isInstanceOf(Verified.class);
        assertThat(verdict(
                        strict, ana().withExpiresAt(soon).withIssuer("somebody").sign(HS256)))
                .isEqualTo(INVALID);
        assertThat(verdict(strict, ana().withExpiresAt(soon).sign(HS256))).isEqualTo(INVALID);
    }

    @Test
    void doesNotCareAboutTheIssuerOtherwise() {
        assertThat(verdict(
                        verifier,
                        ana().withExpiresAt(soon).withIssuer("somebody").sign(HS256)))
                .isInstanceOf(Verified.class);
    }

    @Test
    void acceptsATokenOfFourKilobytes() {
        String token =
                ana().withExpiresAt(soon).withClaim("more", "x".repeat(3_000)).sign(HS256);

        assertThat(token.length()).isGreaterThan(4_000);
        assertThat(verdict(verifier, token)).isInstanceOf(Verified.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "...",
                "a",
                "a.b",
                "a.b.c",
                "a.b.c.d",
                "null",
                "%00",
                "ñ.ñ.ñ",
                "e30.e30.",
                "e30.e30.e30",
                "bnVsbA.bnVsbA.bnVsbA",
                "W10.W10.W10"
            })
    void refusesWhatIsNoToken(String token) {
        assertThat(verdict(verifier, token)).isEqualTo(INVALID);
    }

    private Viewer viewer(String claims) {
        String token = JWT.create()
                .withPayload(claims)
                .withSubject("ana")
                .withExpiresAt(soon)
                .sign(HS256);
        return ((Verified) verdict(verifier, token)).viewer();
    }

    private static JWTCreator.Builder ana() {
        return JWT.create().withSubject("ana");
    }

    private static String base64(String text) {
        return base64(text.getBytes(UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static JwtSettings settings(String issuer, boolean expiryRequired) {
        return new JwtSettings(HS256, issuer, Duration.ofSeconds(5), expiryRequired);
    }

    private static @Nullable Instant expiryAt(Instant now, String token) {
        return ((Verified) verdict(at(now), token)).viewer().expiresAt();
    }

    private static TokenVerifier at(Instant now) {
        return new JwtTokenVerifier(settings("", true), InstantSource.fixed(now), Runnable::run);
    }

    private static Verdict verdict(TokenVerifier verifier, String token) {
        return verifier.verify(token).toCompletableFuture().join();
    }
}
