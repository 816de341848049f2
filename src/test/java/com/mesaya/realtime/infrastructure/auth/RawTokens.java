package com.mesaya.realtime.infrastructure.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.auth0.jwt.algorithms.Algorithm;
import java.util.Base64;

/** Tokens of whatever header and claims, signed as they are: only their form can be what is wrong with them. */
final class RawTokens {

    static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private RawTokens() {}

    static String signed(String header, String claims, Algorithm algorithm) {
        return signed(header.getBytes(UTF_8), claims.getBytes(UTF_8), algorithm);
    }

    static String signed(byte[] header, byte[] claims, Algorithm algorithm) {
        return signedParts(base64(header), base64(claims), algorithm);
    }

    static String signedParts(String header, String claims, Algorithm algorithm) {
        byte[] signature = algorithm.sign(header.getBytes(UTF_8), claims.getBytes(UTF_8));
        return header + "." + claims + "." + base64(signature);
    }

    static String base64(String text) {
        return base64(text.getBytes(UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
