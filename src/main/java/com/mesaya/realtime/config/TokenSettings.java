package com.mesaya.realtime.config;

import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.KeySource;
import com.mesaya.realtime.infrastructure.auth.PublicKeys;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads the settings of tokens and cursors. */
final class TokenSettings {

    private static final String DEFAULT_ISSUER = "mesaYA-auth";

    /**
     * The limit of a token's wait for keys: a handshake must be answered before its client gives up, and the read itself takes
     * additional time.
     */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private TokenSettings() {}

    static JwtSettings jwt(ConfigReader reader) {
        KeySource keys = keys(reader);
        String issuer = reader.text(
                "mesaya.jwt.issuer", "JWT_ISSUER", "without blanks around it", name -> name.equals(name.strip()));
        return new JwtSettings(
                keys,
                issuer.equals("default") ? defaultIssuer(keys) : issuer,
                reader.names("mesaya.jwt.audience"),
                reader.seconds("mesaya.jwt.leeway", "JWT_LEEWAY"),
                reader.flag("mesaya.jwt.expiry-required", "JWT_EXPIRY_REQUIRED"),
                reader.size("mesaya.jwt.max-length", "JWT_MAX_LENGTH"));
    }

    private static String defaultIssuer(KeySource keys) {
        return keys instanceof KeySource.OneKey one && one.algorithm().getName().equals("HS256") ? "" : DEFAULT_ISSUER;
    }

    /** Reads the source of the keys. A secret may be set besides the others, since it also signs cursors. */
    private static KeySource keys(ConfigReader reader) {
        String secret = reader.secret("mesaya.jwt.secret", "JWT_SECRET");
        String publicKey = reader.secret("mesaya.jwt.public-key");
        String jwksUrl = reader.secret("mesaya.jwt.jwks-url");
        if (!publicKey.isBlank() && !jwksUrl.isBlank()) {
            throw new SettingsException(
                    "JWT_JWKS_URL (mesaya.jwt.jwks-url) must be empty if JWT_PUBLIC_KEY is set," + " but both are set");
        }
        if (!jwksUrl.isBlank()) {
            return jwks(reader, jwksUrl);
        }
        if (!publicKey.isBlank()) {
            return new KeySource.OneKey(rs256(publicKey));
        }
        if (secret.isBlank()) {
            throw new SettingsException("JWT_SECRET (mesaya.jwt.secret) must be the secret that signs tokens, or"
                    + " JWT_PUBLIC_KEY the public key in PEM, or JWT_JWKS_URL the address of the public keys, but none is"
                    + " set");
        }
        return new KeySource.OneKey(Algorithm.HMAC256(secret));
    }

    private static Algorithm rs256(String publicKey) {
        try {
            return Algorithm.RSA256(PublicKeys.parse(publicKey));
        } catch (IllegalArgumentException wrong) {
            throw new SettingsException(
                    "JWT_PUBLIC_KEY (mesaya.jwt.public-key) must be an RSA public key in PEM, but is "
                            + wrong.getMessage());
        }
    }

    private static KeySource jwks(ConfigReader reader, String url) {
        Duration cacheLife = reader.duration("mesaya.jwt.jwks-cache", "JWT_JWKS_CACHE");
        Duration minInterval = reader.duration("mesaya.jwt.jwks-min-interval", "JWT_JWKS_MIN_INTERVAL");
        if (cacheLife.compareTo(minInterval) < 0) {
            throw new SettingsException(
                    "JWT_JWKS_CACHE (mesaya.jwt.jwks-cache) must be at least JWT_JWKS_MIN_INTERVAL ("
                            + minInterval.toMillis() + "ms), but is '" + cacheLife.toMillis() + "ms'");
        }
        return new KeySource.Jwks(
                jwksUrl(url),
                cacheLife,
                minInterval,
                reader.duration("mesaya.jwt.jwks-timeout", "JWT_JWKS_TIMEOUT"),
                reader.duration("mesaya.jwt.jwks-max-wait", "JWT_JWKS_MAX_WAIT", LONGEST_WAIT),
                reader.count("mesaya.jwt.jwks-max-waiting", "JWT_JWKS_MAX_WAITING"));
    }

    /** Parses the address. It is never shown, since it may contain credentials, which are refused but must not be logged. */
    private static URI jwksUrl(String text) {
        if (text.matches("https?://[^\\s/?#@]+([/?][^\\s#]*)?")) {
            try {
                var url = new URI(text);
                if (url.getHost() != null) {
                    return url;
                }
            } catch (URISyntaxException malformed) {
                // Refused below.
            }
        }
        throw new SettingsException("JWT_JWKS_URL (mesaya.jwt.jwks-url) must be an address such as"
                + " https://auth/.well-known/jwks.json, without user or password, but is something else");
    }

    /** Returns the secret that signs cursors. Without a configured one, cursors are valid only on this node and in this process. */
    static String cursorSecret(ConfigReader reader, boolean hasOtherNodes) {
        return Stream.of(
                        reader.secret("mesaya.resume.secret", "RESUME_SECRET"),
                        reader.secret("mesaya.jwt.secret", "JWT_SECRET"))
                .filter(secret -> !secret.isBlank())
                .findFirst()
                .orElseGet(() -> {
                    if (hasOtherNodes) {
                        throw new SettingsException(
                                "RESUME_SECRET (mesaya.resume.secret) must be set, the same on all nodes of a"
                                        + " cluster: without JWT_SECRET each node would sign cursors with its own secret");
                    }
                    return UUID.randomUUID().toString();
                });
    }
}
