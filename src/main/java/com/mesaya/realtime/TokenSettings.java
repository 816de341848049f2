package com.mesaya.realtime;

import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.PublicKeys;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads the settings of tokens and cursors: whatever is signed. */
final class TokenSettings {

    private static final String DEFAULT_ISSUER = "mesaYA-auth";

    private TokenSettings() {}

    static JwtSettings jwt(ConfigReader reader) {
        String publicKey = reader.secret("mesaya.jwt.public-key");
        String issuer = reader.secret("mesaya.jwt.issuer");
        String defaultIssuer = publicKey.isBlank() ? "" : DEFAULT_ISSUER;
        return new JwtSettings(
                algorithm(reader.secret("mesaya.jwt.secret"), publicKey),
                issuer.equals("default") ? defaultIssuer : issuer,
                reader.seconds("mesaya.jwt.leeway", "JWT_LEEWAY"),
                reader.flag("mesaya.jwt.expiry-required", "JWT_EXPIRY_REQUIRED"));
    }

    private static Algorithm algorithm(String secret, String publicKey) {
        if (!publicKey.isBlank()) {
            try {
                return Algorithm.RSA256(PublicKeys.parse(publicKey));
            } catch (IllegalArgumentException wrong) {
                throw new SettingsException(
                        "JWT_PUBLIC_KEY (mesaya.jwt.public-key) must be an RSA public key in PEM, but is "
                                + wrong.getMessage());
            }
        }
        if (secret.isBlank()) {
            throw new SettingsException("JWT_SECRET (mesaya.jwt.secret) must be the secret tokens are signed with, or"
                    + " JWT_PUBLIC_KEY the public key in PEM, but neither is set");
        }
        return Algorithm.HMAC256(secret);
    }

    /** Without one, cursors are good on this node and in this life of it only. */
    static String cursorSecret(ConfigReader reader) {
        return Stream.of("mesaya.resume.secret", "mesaya.jwt.secret")
                .map(reader::secret)
                .filter(secret -> !secret.isBlank())
                .findFirst()
                .orElseGet(() -> UUID.randomUUID().toString());
    }
}
