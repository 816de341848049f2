package com.mesaya.realtime.infrastructure.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.application.access.TokenVerifier;
import com.mesaya.realtime.application.access.TokenVerifier.Refused;
import com.mesaya.realtime.application.access.TokenVerifier.Verdict;
import com.mesaya.realtime.application.access.TokenVerifier.Verified;
import com.mesaya.realtime.domain.ErrorCode;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token has no say in how it is checked. */
class PinnedAlgorithmTest {

    private static final KeyPair PAIR = Keys.generate("RSA");
    private static final String PEM = Keys.pem(PAIR.getPublic());
    private static final Verdict INVALID = new Refused(ErrorCode.TOKEN_INVALID);

    private final TokenVerifier rs256 = verifier(Algorithm.RSA256(PublicKeys.parse(PEM)));
    private final TokenVerifier hs256 = verifier(Algorithm.HMAC256("secret"));

    @Test
    void rs256AcceptsWhatItsPrivateKeySigned() {
        assertThat(verdict(rs256, token(privateRs256(PAIR)))).isInstanceOf(Verified.class);
    }

    @Test
    void rs256AcceptsItWithAKeyInOneLine() {
        var oneLine = verifier(Algorithm.RSA256(PublicKeys.parse(PEM.replace("\n", "\\n"))));

        assertThat(verdict(oneLine, token(privateRs256(PAIR)))).isInstanceOf(Verified.class);
    }

    @Test
    void rs256RefusesWhatAnotherKeySigned() {
        assertThat(verdict(rs256, token(privateRs256(Keys.generate("RSA"))))).isEqualTo(INVALID);
    }

    @Test
    void rs256RefusesHs256SignedWithThePublicKey() {
        assertThat(verdict(rs256, token(Algorithm.HMAC256(PEM.getBytes(UTF_8)))))
                .isEqualTo(INVALID);
        assertThat(verdict(rs256, token(Algorithm.HMAC256(PEM.strip().getBytes(UTF_8)))))
                .isEqualTo(INVALID);
        assertThat(verdict(rs256, token(Algorithm.HMAC256(PAIR.getPublic().getEncoded()))))
                .isEqualTo(INVALID);
    }

    @Test
    void rs256RefusesAStrongerSignatureByTheSameKey() {
        var rs512 = Algorithm.RSA512((RSAPublicKey) PAIR.getPublic(), (RSAPrivateKey) PAIR.getPrivate());

        assertThat(verdict(rs256, token(rs512))).isEqualTo(INVALID);
    }

    @Test
    void hs256AcceptsWhatItsSecretSigned() {
        assertThat(verdict(hs256, token(Algorithm.HMAC256("secret")))).isInstanceOf(Verified.class);
    }

    @Test
    void hs256RefusesWhatAnotherSecretSigned() {
        assertThat(verdict(hs256, token(Algorithm.HMAC256("Secret")))).isEqualTo(INVALID);
    }

    @Test
    void hs256RefusesRs256AndLongerHashes() {
        assertThat(verdict(hs256, token(privateRs256(PAIR)))).isEqualTo(INVALID);
        assertThat(verdict(hs256, token(Algorithm.HMAC512("secret")))).isEqualTo(INVALID);
    }

    @Test
    void neitherAcceptsAnUnsignedToken() {
        String unsigned = token(Algorithm.none());

        assertThat(verdict(rs256, unsigned)).isEqualTo(INVALID);
        assertThat(verdict(hs256, unsigned)).isEqualTo(INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "HS256", "RS256", "", "hs256"})
    void neitherAcceptsATokenWhoseSignatureWasCutOff(String claimed) {
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("{\"alg\":\"" + claimed + "\"}").getBytes(UTF_8));
        String claims = token(Algorithm.none()).split("\\.", -1)[1];

        assertThat(verdict(rs256, header + "." + claims + ".")).isEqualTo(INVALID);
        assertThat(verdict(hs256, header + "." + claims + ".")).isEqualTo(INVALID);
    }

    @Test
    void neitherAcceptsATokenThatWasTamperedWith() {
        String[] good = token(Algorithm.HMAC256("secret")).split("\\.", -1);
        String claims = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"sub\":\"root\",\"exp\":9999999999}".getBytes(UTF_8));

        assertThat(verdict(hs256, good[0] + "." + claims + "." + good[2])).isEqualTo(INVALID);
    }

    private static Algorithm privateRs256(KeyPair pair) {
        return Algorithm.RSA256((RSAPublicKey) pair.getPublic(), (RSAPrivateKey) pair.getPrivate());
    }

    private static String token(Algorithm algorithm) {
        return JWT.create()
                .withSubject("ana")
                .withExpiresAt(Instant.now().plusSeconds(600))
                .sign(algorithm);
    }

    private static TokenVerifier verifier(Algorithm algorithm) {
        return new JwtTokenVerifier(new JwtSettings(algorithm, "", Duration.ofSeconds(5), true));
    }

    private static Verdict verdict(TokenVerifier verifier, String token) {
        return verifier.verify(token).toCompletableFuture().join();
    }
}
