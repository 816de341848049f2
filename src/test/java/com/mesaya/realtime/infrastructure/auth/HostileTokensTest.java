package com.mesaya.realtime.infrastructure.auth;

import static com.mesaya.realtime.infrastructure.auth.RawTokens.HEADER;
import static com.mesaya.realtime.infrastructure.auth.RawTokens.base64;
import static com.mesaya.realtime.infrastructure.auth.RawTokens.signed;
import static com.mesaya.realtime.infrastructure.auth.RawTokens.signedParts;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.application.access.TokenVerifier;
import com.mesaya.realtime.application.access.TokenVerifier.Refused;
import com.mesaya.realtime.application.access.TokenVerifier.Verdict;
import com.mesaya.realtime.application.access.TokenVerifier.Verified;
import com.mesaya.realtime.domain.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every token here is signed with the right key. */
class HostileTokensTest {

    private static final Algorithm HS256 = Algorithm.HMAC256("secret");
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String CLAIMS = "{\"sub\":\"ana\",\"exp\":4102444800}";
    private static final Verdict INVALID = new Refused(ErrorCode.TOKEN_INVALID);
    private static final int MAX_LENGTH = 8 * 1024;

    private final TokenVerifier verifier = verifier(true);
    private final TokenVerifier lenient = verifier(false);

    @Test
    void theGoodOneIsAccepted() {
        assertThat(verdict(signed(HEADER, CLAIMS, HS256))).isInstanceOf(Verified.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"jwk\":{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
                "\"jku\":\"https://evil/jwks.json\"",
                "\"x5c\":[\"MIIB\"]",
                "\"x5u\":\"https://evil/cert.pem\"",
                "\"jwk\":null"
            })
    void bringsNoKeyAlong(String member) {
        assertThat(verdict(signed("{\"alg\":\"HS256\"," + member + "}", CLAIMS, HS256)))
                .isEqualTo(INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"exp\"]", "[\"b64\"],\"b64\":false", "[]", "null", "\"exp\""})
    void asksForNoExtension(String crit) {
        assertThat(verdict(signed("{\"alg\":\"HS256\",\"crit\":" + crit + "}", CLAIMS, HS256)))
                .isEqualTo(INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"alg\":null}",
                "{\"alg\":[\"HS256\"]}",
                "{\"alg\":\"hs256\"}",
                "{\"alg\":\"none\"}",
                "{\"alg\":\"NoNe\"}",
                "{\"alg\":\"none\",\"alg\":\"HS256\"}",
                "{\"alg\":\"HS256\",\"kid\":7}",
                "{\"alg\":\"HS256\",\"kid\":null}",
                "{\"alg\":\"HS256\"}{}",
                "{\"alg\":\"HS256\"",
                "[]",
                "null",
                "\"HS256\"",
                ""
            })
    void hasAHeaderThatSaysItsAlgorithmOnce(String header) {
        assertThat(verdict(signed(header, CLAIMS, HS256))).isEqualTo(INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"exp\":4102444800}",
                "{\"sub\":null,\"exp\":4102444800}",
                "{\"sub\":\"\",\"exp\":4102444800}",
                "{\"sub\":\" \\t\",\"exp\":4102444800}",
                "{\"sub\":7,\"exp\":4102444800}",
                "{\"sub\":[\"ana\"],\"exp\":4102444800}",
                "{\"sub\":\"ana\\n\",\"exp\":4102444800}",
                "{\"sub\":\"ana\\u0000\",\"exp\":4102444800}",
                "{\"sub\":\"ana\\ud800\",\"exp\":4102444800}",
                "{\"sub\":\"ana\",\"exp\":4102444800,\"sub\":\"root\"}",
                "{\"sub\":\"ana\",\"roles\":[\"USER\"],\"roles\":[\"ADMIN\"],\"exp\":4102444800}",
                "{\"sub\":\"ana\",\"exp\":4102444800,\"roles\":[{\"name\":\"USER\",\"name\":\"ADMIN\"}]}",
                "{\"sub\":\"ana\",\"exp\":1,\"exp\":4102444800}",
                "{\"sub\":\"ana\",\"exp\":4102444800}x",
                "[]",
                "null",
                "7"
            })
    void hasClaimsThatNameOneUserOnce(String claims) {
        assertThat(verdict(signed(HEADER, claims, HS256))).isEqualTo(INVALID);
    }

    @Test
    void hasAUserOf256CharactersAtMost() {
        assertThat(verdict(signed(HEADER, claimsOf("x".repeat(256)), HS256))).isInstanceOf(Verified.class);
        assertThat(verdict(signed(HEADER, claimsOf("x".repeat(257)), HS256))).isEqualTo(INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"4102444800\"",
                "null",
                "true",
                "{}",
                "[4102444800]",
                "-1",
                "-0.5",
                "253402300800",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551617",
                "4102444800000",
                "1e400",
                "1e1000000000",
                "1e-1000000000",
                "4102444800.0123456789",
                "NaN",
                "Infinity",
                "0x7fffffff",
                "01"
            })
    void hasNoAbsurdTimes(String time) {
        String exp = "{\"sub\":\"ana\",\"exp\":" + time + "}";
        String nbf = "{\"sub\":\"ana\",\"nbf\":" + time + "}";
        String iat = "{\"sub\":\"ana\",\"iat\":" + time + "}";

        assertThat(verdict(signed(HEADER, exp, HS256))).isEqualTo(INVALID);
        assertThat(verdict(lenient, signed(HEADER, exp, HS256))).isEqualTo(INVALID);
        assertThat(verdict(lenient, signed(HEADER, nbf, HS256))).isEqualTo(INVALID);
        assertThat(verdict(lenient, signed(HEADER, iat, HS256))).isEqualTo(INVALID);
    }

    @Test
    void hasNoNumberTooLongToRead() {
        String claims = "{\"sub\":\"ana\",\"exp\":" + "1".repeat(5_000) + "}";

        assertThat(verdict(signed(HEADER, claims, HS256))).isEqualTo(INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4102444800", "4102444800.5", "4102444800.123456789", "41024448e2", "253402300799"})
    void mayHaveAnyTimeThatMakesSense(String exp) {
        assertThat(verdict(signed(HEADER, "{\"sub\":\"ana\",\"exp\":" + exp + "}", HS256)))
                .isInstanceOf(Verified.class);
    }

    @Test
    void isAsLongAsItMayBeAtMost() {
        String longest = ofLength(MAX_LENGTH);
        String tooLong = ofLength(MAX_LENGTH + 1);
        String huge = ofLength(64 * 1024);

        assertThat(verdict(longest)).isInstanceOf(Verified.class);
        assertThat(verdict(tooLong)).isEqualTo(INVALID);
        assertThat(verdict(huge)).isEqualTo(INVALID);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 1_500, 100_000})
    void isNotNestedDeeply(int depth) {
        String nested = "[".repeat(depth) + "]".repeat(depth);
        TokenVerifier patient = verifier(true, Integer.MAX_VALUE);

        assertThat(verdict(patient, signed("{\"alg\":\"HS256\",\"x\":" + nested + "}", CLAIMS, HS256)))
                .isEqualTo(INVALID);
        assertThat(verdict(patient, signed(HEADER, "{\"sub\":\"ana\",\"exp\":4102444800,\"x\":" + nested + "}", HS256)))
                .isEqualTo(INVALID);
        assertThat(verdict(patient, signed(HEADER, "{\"a\":".repeat(depth), HS256)))
                .isEqualTo(INVALID);
    }

    @Test
    void isWrittenInTheOneWayItWasSigned() {
        String token = signed(HEADER, CLAIMS, HS256);
        String header = token.substring(0, token.indexOf('.'));
        char last = token.charAt(token.length() - 1);
        // 32 bytes leave two bits of the last character without a meaning.
        String alike = token.substring(0, token.length() - 1) + (char) (last == 'Z' ? 'a' : last + 1);

        assertThat(verdict(token + "=")).isEqualTo(INVALID);
        assertThat(verdict(alike)).isEqualTo(INVALID);
        assertThat(verdict(signedParts(header + "=", base64(CLAIMS), HS256))).isEqualTo(INVALID);
        assertThat(verdict(signedParts(header, base64(CLAIMS) + "\n", HS256))).isEqualTo(INVALID);
        assertThat(verdict(signedParts(header, CLAIMS, HS256))).isEqualTo(INVALID);
        assertThat(verdict(" " + token)).isEqualTo(INVALID);
    }

    @Test
    void isUtf8() {
        byte[] latin = "{\"sub\":\"Añá\",\"exp\":4102444800}".getBytes(ISO_8859_1);
        byte[] utf16 = CLAIMS.getBytes(UTF_16BE);

        assertThat(verdict(signed(HEADER.getBytes(UTF_8), latin, HS256))).isEqualTo(INVALID);
        assertThat(verdict(signed(HEADER.getBytes(UTF_8), utf16, HS256))).isEqualTo(INVALID);
    }

    @Test
    void isForAnAudienceOfOurs() {
        TokenVerifier ours = new JwtTokenVerifier(new JwtSettings(
                new KeySource.OneKey(HS256), "", Set.of("realtime", "web"), Duration.ZERO, true, MAX_LENGTH));

        assertThat(verdict(ours, signed(HEADER, claimsFor("\"web\""), HS256))).isInstanceOf(Verified.class);
        assertThat(verdict(ours, signed(HEADER, claimsFor("[\"other\",\"realtime\"]"), HS256)))
                .isInstanceOf(Verified.class);
        for (String other : new String[] {"\"other\"", "[]", "\"\"", "null", "7", "{\"web\":1}", "[[\"web\"]]"}) {
            assertThat(verdict(ours, signed(HEADER, claimsFor(other), HS256)))
                    .as(other)
                    .isEqualTo(INVALID);
        }
        assertThat(verdict(ours, signed(HEADER, CLAIMS, HS256))).isEqualTo(INVALID);
    }

    private Verdict verdict(String token) {
        return verdict(verifier, token);
    }

    private static Verdict verdict(TokenVerifier verifier, String token) {
        return verifier.verify(token).toCompletableFuture().join();
    }

    private static String claimsOf(String subject) {
        return "{\"sub\":\"" + subject + "\",\"exp\":4102444800}";
    }

    private static String claimsFor(String audience) {
        return "{\"sub\":\"ana\",\"exp\":4102444800,\"aud\":" + audience + "}";
    }

    /** Base64 has no text of every length, so the user's name and the header share in making it up. */
    private static String ofLength(int length) {
        for (int shortening = 0; shortening < 4; shortening++) {
            String header = HEADER.replace("}", " ".repeat(shortening) + "}");
            for (int padding = 0; padding < length; padding++) {
                int guess = (length - base64(header).length() - 45) * 3 / 4 - CLAIMS.length() - 8 + padding;
                String claims = CLAIMS.replace("}", ",\"x\":\"" + "x".repeat(guess) + "\"}");
                int actual = base64(header).length() + base64(claims).length() + 45;
                if (actual == length) {
                    return signed(header, claims, HS256);
                }
                if (actual > length) {
                    break;
                }
            }
        }
        throw new IllegalStateException("no token of " + length);
    }

    private static TokenVerifier verifier(boolean expiryRequired) {
        return verifier(expiryRequired, MAX_LENGTH);
    }

    private static TokenVerifier verifier(boolean expiryRequired, int maxLength) {
        var settings = new JwtSettings(
                new KeySource.OneKey(HS256), "", Set.of(), Duration.ofSeconds(5), expiryRequired, maxLength);
        return new JwtTokenVerifier(settings, InstantSource.fixed(NOW), Runnable::run);
    }
}
