package com.mesaya.realtime.infrastructure.auth;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads RSA public keys from PEM text (RFC 7468, section 13). */
public final class PublicKeys {

    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

    private static final int MIN_BITS = 2048;

    private PublicKeys() {}

    /**
     * Reads a key; line breaks may be written as the two characters {@code \n}.
     *
     * @throws IllegalArgumentException if it is not an RSA public key of at least 2048 bits
     */
    public static RSAPublicKey parse(String pem) {
        Matcher matcher = PEM.matcher(pem.replace("\\n", "\n"));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not PEM text of a public key");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
            return longEnough((RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der)));
        } catch (GeneralSecurityException notRsa) {
            throw new IllegalArgumentException("not an RSA public key", notRsa);
        }
    }

    /** Returns the key if it is long enough (RFC 7518, section 3.3). @throws IllegalArgumentException if it is too short for RS256 */
    static RSAPublicKey longEnough(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        if (bits < MIN_BITS) {
            throw new IllegalArgumentException(
                    "an RSA key of " + bits + " bits; at least " + MIN_BITS + " bits are required");
        }
        return key;
    }
}
