package com.mesaya.realtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.KeySource;
import java.net.URI;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSettingsTest {

    private static final String JWKS = "https://auth/.well-known/jwks.json";

    @Test
    void checkASecretWithoutAnIssuer() {
        JwtSettings jwt = jwt(Map.of());

        assertThat(algorithm(jwt)).isEqualTo("HS256");
        assertThat(jwt.issuer()).isEmpty();
        assertThat(jwt.audience()).isEmpty();
        assertThat(jwt.leeway()).isEqualTo(Duration.ofSeconds(5));
        assertThat(jwt.expiryRequired()).isTrue();
        assertThat(jwt.maxLength()).isEqualTo(8192);
    }

    @Test
    void checkAPublicKeyWithTheIssuerEvenIfThereIsASecret() {
        JwtSettings jwt = jwt(Map.of("JWT_PUBLIC_KEY", pem(2048)));

        assertThat(algorithm(jwt)).isEqualTo("RS256");
        assertThat(jwt.issuer()).isEqualTo("mesaYA-auth");
    }

    @Test
    void askForKeysWithTheIssuerEvenIfThereIsASecret() {
        JwtSettings jwt = jwt(Map.of("JWT_JWKS_URL", JWKS));

        assertThat(jwt.keys())
                .isEqualTo(new KeySource.Jwks(
                        URI.create(JWKS),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(5),
                        1_000));
        assertThat(jwt.issuer()).isEqualTo("mesaYA-auth");
    }

    @ParameterizedTest
    @CsvSource({"'',''", "somebody, somebody"})
    void checkTheIssuerTheyAreGiven(String issuer, String expected) {
        assertThat(jwt(Map.of("JWT_PUBLIC_KEY", pem(2048), "JWT_ISSUER", issuer))
                        .issuer())
                .isEqualTo(expected);
        assertThat(jwt(Map.of("JWT_JWKS_URL", JWKS, "JWT_ISSUER", issuer)).issuer())
                .isEqualTo(expected);
    }

    @Test
    void areTakenFromTheEnvironment() {
        JwtSettings jwt = jwt(Map.of(
                "JWT_JWKS_URL", "http://127.0.0.1:8080/keys?version=1",
                "JWT_JWKS_CACHE", "1m",
                "JWT_JWKS_MIN_INTERVAL", "2s",
                "JWT_JWKS_TIMEOUT", "500ms",
                "JWT_JWKS_MAX_WAIT", "1s",
                "JWT_JWKS_MAX_WAITING", "7",
                "JWT_AUDIENCE", "realtime, web",
                "JWT_MAX_LENGTH", "4KiB"));

        assertThat(jwt.keys())
                .isEqualTo(new KeySource.Jwks(
                        URI.create("http://127.0.0.1:8080/keys?version=1"),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        7));
        assertThat(jwt.audience()).isEqualTo(Set.of("realtime", "web"));
        assertThat(jwt.maxLength()).isEqualTo(4096);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth",
                "ftp://auth/jwks.json",
                "file:///etc/passwd",
                "https://",
                "https://ana:topsecret@auth/jwks.json",
                "https://auth/jwks json",
                "https://auth/%zz",
                "https://auth/jwks.json#topsecret"
            })
    void refuseAnAddressThatIsNoneWithoutShowingIt(String url) {
        assertThatThrownBy(() -> jwt(Map.of("JWT_JWKS_URL", url)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("JWT_JWKS_URL (mesaya.jwt.jwks-url) must be an address such as"
                        + " https://auth/.well-known/jwks.json, without user or password, but is something else");
    }

    @Test
    void refuseTwoSourcesOfKeys() {
        assertThatThrownBy(() -> jwt(Map.of("JWT_JWKS_URL", JWKS, "JWT_PUBLIC_KEY", pem(2048))))
                .isInstanceOf(SettingsException.class)
                .hasMessage("JWT_JWKS_URL (mesaya.jwt.jwks-url) must be empty if JWT_PUBLIC_KEY is set,"
                        + " but both are set");
    }

    @Test
    void takeABlankSourceForNone() {
        assertThat(algorithm(jwt(Map.of("JWT_JWKS_URL", " ", "JWT_PUBLIC_KEY", " "))))
                .isEqualTo("HS256");
    }

    @Test
    void refuseAShortPublicKey() {
        assertThatThrownBy(() -> jwt(Map.of("JWT_PUBLIC_KEY", pem(1024))))
                .isInstanceOf(SettingsException.class)
                .hasMessage("JWT_PUBLIC_KEY (mesaya.jwt.public-key) must be an RSA public key in PEM,"
                        + " but is an RSA key of 1024 bits; at least 2048 bits are required");
    }

    @Test
    void refuseACacheThatIsStaleBeforeItMayBeRenewed() {
        assertThatThrownBy(
                        () -> jwt(Map.of("JWT_JWKS_URL", JWKS, "JWT_JWKS_CACHE", "4s", "JWT_JWKS_MIN_INTERVAL", "5s")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(
                        "JWT_JWKS_CACHE (mesaya.jwt.jwks-cache) must be at least JWT_JWKS_MIN_INTERVAL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT_JWKS_CACHE", "JWT_JWKS_MIN_INTERVAL", "JWT_JWKS_TIMEOUT"})
    void refuseATimeThatIsNone(String variable) {
        assertThatThrownBy(() -> jwt(Map.of("JWT_JWKS_URL", JWKS, variable, "soon")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(variable + " (mesaya.jwt.")
                .hasMessageEndingWith(" must be a duration such as 10s or 3000ms, but is 'soon'");
    }

    @Test
    void refuseAWaitThatNoHandshakeStands() {
        assertThatThrownBy(() -> jwt(Map.of("JWT_JWKS_URL", JWKS, "JWT_JWKS_MAX_WAIT", "11s")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("JWT_JWKS_MAX_WAIT (mesaya.jwt.jwks-max-wait) must be a duration such as 10s or 3000ms,"
                        + " at most 10s, but is '11s'");
    }

    private static JwtSettings jwt(Map<String, String> environment) {
        return Settings.from(Configs.with(environment)).jwt();
    }

    private static String algorithm(JwtSettings jwt) {
        return ((KeySource.OneKey) jwt.keys()).algorithm().getName();
    }

    private static String pem(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            byte[] der = generator.generateKeyPair().getPublic().getEncoded();
            return "-----BEGIN PUBLIC KEY-----\\n" + Base64.getEncoder().encodeToString(der)
                    + "\\n-----END PUBLIC KEY-----";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
