package com.mesaya.realtime.infrastructure.auth;

import static com.mesaya.realtime.infrastructure.auth.RawTokens.HEADER;
import static com.mesaya.realtime.infrastructure.auth.RawTokens.base64;
import static com.mesaya.realtime.infrastructure.auth.RawTokens.signed;
import static com.mesaya.realtime.infrastructure.auth.RawTokens.signedParts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.application.access.TokenVerifier.Refused;
import com.mesaya.realtime.application.access.TokenVerifier.Verdict;
import com.mesaya.realtime.application.access.TokenVerifier.Verified;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Whatever comes for a token, a verdict comes back, and nobody is let in whom nobody signed for. */
class TokenFuzzTest {

    private static final Algorithm SECRET = Algorithm.HMAC256("secret");
    private static final Algorithm RSA = Keys.rs256(Keys.generate("RSA"));
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String GOOD =
            signed(HEADER, "{\"sub\":\"ana\",\"roles\":[\"USER\"],\"exp\":4102444800}", SECRET);
    private static final Set<ErrorCode> EXPECTED =
            EnumSet.of(ErrorCode.TOKEN_INVALID, ErrorCode.TOKEN_EXPIRED, ErrorCode.TOKEN_NOT_YET_VALID);
    private static final Verdict INVALID = new Refused(ErrorCode.TOKEN_INVALID);

    private final JwtTokenVerifier hs256 = verifier(SECRET);
    private final JwtTokenVerifier rs256 = verifier(RSA);

    @Property
    void letsNoTextIn(@ForAll String token) {
        assertThat(verdict(hs256, token)).isEqualTo(INVALID);
        assertThat(verdict(rs256, token)).isEqualTo(INVALID);
    }

    @Property
    void letsNothingInThatOnlyLooksLikeAToken(
            @ForAll("json") String header, @ForAll("json") String claims, @ForAll byte[] signature) {
        String token = base64(header) + "." + base64(claims) + "." + base64(signature);

        assertThat(verdict(hs256, token)).isEqualTo(INVALID);
        assertThat(verdict(rs256, token)).isEqualTo(INVALID);
    }

    @Property
    void letsNoTokenInOfWhichACharacterWasChanged(@ForAll("places") int place, @ForAll char other) {
        String changed = GOOD.substring(0, place) + other + GOOD.substring(place + 1);

        Verdict verdict = verdict(hs256, changed);

        if (changed.equals(GOOD)) {
            assertThat(verdict).isInstanceOf(Verified.class);
        } else {
            assertThat(verdict).isEqualTo(INVALID);
        }
    }

    @Property
    void letsNoTokenInThatWasCutOrStretched(
            @ForAll("places") int from, @ForAll("places") int to, @ForAll("snippets") String between) {
        String changed = GOOD.substring(0, from) + between + GOOD.substring(to);

        if (!changed.equals(GOOD)) {
            assertThat(verdict(hs256, changed)).isEqualTo(INVALID);
        }
    }

    @Property
    void takesAnySignedJsonWithoutFailing(@ForAll("headers") String header, @ForAll("claims") String claims) {
        Verdict verdict = verdict(hs256, signed(header, claims, SECRET));

        if (verdict instanceof Verified verified) {
            assertIsSane(verified.viewer(), header, claims);
        } else {
            assertThat(((Refused) verdict).code()).isIn(EXPECTED);
        }
    }

    @Property
    void takesAnySignedBytesWithoutFailing(@ForAll byte[] header, @ForAll byte[] claims) {
        assertThat(verdict(hs256, signed(header, claims, SECRET))).isEqualTo(INVALID);
        assertThat(verdict(hs256, signed(HEADER.getBytes(UTF_8), claims, SECRET)))
                .isEqualTo(INVALID);
        assertThat(verdict(rs256, signed(header, claims, SECRET))).isEqualTo(INVALID);
    }

    @Property
    void takesAnySignedTextWithoutFailing(@ForAll("snippets") String header, @ForAll("snippets") String claims) {
        assertThat(verdict(hs256, signedParts(header, claims, SECRET))).isEqualTo(INVALID);
    }

    @Property
    void letsNobodyInByTheOtherAlgorithm(
            @ForAll("headers") String header, @ForAll("claims") String claims, @ForAll @IntRange(max = 3) int which) {
        Algorithm wrong = switch (which) {
            case 0 -> Algorithm.HMAC256(RSA.getName());
            case 1 -> Algorithm.HMAC512("secret");
            case 2 -> Algorithm.HMAC256("secret ");
            default -> Algorithm.none();
        };

        assertThat(verdict(hs256, signed(header, claims, wrong))).isEqualTo(INVALID);
        assertThat(verdict(rs256, signed(header, claims, wrong))).isEqualTo(INVALID);
        assertThat(verdict(rs256, signed(header, claims, SECRET))).isEqualTo(INVALID);
    }

    @Provide
    Arbitrary<Integer> places() {
        return Arbitraries.integers().between(0, GOOD.length() - 1);
    }

    @Provide
    Arbitrary<String> snippets() {
        return Arbitraries.strings().withChars("ABCabc019-_.=+/ \n\u00f1{}\"").ofMaxLength(12);
    }

    @Provide
    Arbitrary<String> json() {
        return JsonTexts.values();
    }

    @Provide
    Arbitrary<String> headers() {
        Arbitrary<String> wild =
                JsonTexts.objects("alg", "typ", "kid", "jwk", "jku", "x5c", "x5u", "crit", "b64", "zip", "cty", "x");
        Arbitrary<String> nearlyGood = wild.map(object ->
                HEADER.substring(0, HEADER.length() - 1) + (object.equals("{}") ? "}" : "," + object.substring(1)));
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(HEADER)), Tuple.of(2, nearlyGood), Tuple.of(1, wild));
    }

    @Provide
    Arbitrary<String> claims() {
        Arbitrary<String> wild =
                JsonTexts.objects("sub", "exp", "nbf", "iat", "iss", "aud", "roles", "permissions", "jti", "name");
        Arbitrary<String> nearlyGood = Combinators.combine(
                        wild,
                        Arbitraries.of(
                                "{\"sub\":\"ana\",\"exp\":4102444800", "{\"exp\":4102444800", "{\"sub\":\"ana\""))
                .as((object, start) -> start + (object.equals("{}") ? "}" : "," + object.substring(1)));
        return Arbitraries.oneOf(nearlyGood, wild);
    }

    private static void assertIsSane(Viewer viewer, String header, String claims) {
        assertThat(header).contains("\"HS256\"").doesNotContain("\"jwk\"", "\"jku\"", "\"x5c\"", "\"x5u\"", "\"crit\"");
        assertThat(viewer.userId()).isNotBlank().hasSizeLessThanOrEqualTo(256);
        assertThat(claims).containsOnlyOnce("\"sub\":").containsOnlyOnce("\"exp\":");
        assertThat(viewer.expiresAt()).isAfter(NOW).isBefore(Instant.parse("+10000-01-01T00:00:00Z"));
    }

    private static Verdict verdict(JwtTokenVerifier verifier, String token) {
        return verifier.verify(token).toCompletableFuture().join();
    }

    private static JwtTokenVerifier verifier(Algorithm algorithm) {
        var settings = new JwtSettings(algorithm, "", Duration.ofSeconds(5), true);
        return new JwtTokenVerifier(settings, InstantSource.fixed(NOW), Runnable::run);
    }
}
