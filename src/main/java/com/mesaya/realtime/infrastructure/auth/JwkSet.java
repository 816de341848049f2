package com.mesaya.realtime.infrastructure.auth;

import com.auth0.jwk.InvalidPublicKeyException;
import com.auth0.jwk.Jwk;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mesaya.realtime.infrastructure.auth.JwksReader.UnusableJwksException;
import java.io.IOException;
import java.security.interfaces.RSAPublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the RS256 keys of a JWK set (RFC 7517, section 5), and skips all other keys. */
final class JwkSet {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private JwkSet() {}

    /** Returns the keys by their {@code kid}; of several keys with the same one, the first. */
    static Map<String, Algorithm> parse(byte[] json) throws UnusableJwksException {
        Map<String, Algorithm> keys = new HashMap<>();
        for (Object member : members(json)) {
            if (member instanceof Map<?, ?> values) {
                key(values).ifPresent(jwk -> keys.putIfAbsent(jwk.id(), jwk.algorithm()));
            }
        }
        return Map.copyOf(keys);
    }

    private record UsableKey(String id, Algorithm algorithm) {}

    private static List<?> members(byte[] json) throws UnusableJwksException {
        @Nullable Map<String, Object> set;
        try {
            set = JSON.readValue(json, OBJECT);
        } catch (IOException malformed) {
            throw new UnusableJwksException("it is not a JSON object");
        }
        if (set != null && set.get("keys") instanceof List<?> members) {
            return members;
        }
        throw new UnusableJwksException("it has no list of keys");
    }

    private static Optional<UsableKey> key(Map<?, ?> values) {
        try {
            Jwk jwk = Jwk.fromValues(JSON.convertValue(values, OBJECT));
            if (jwk.getId() == null || !isForRs256(jwk)) {
                return Optional.empty();
            }
            RSAPublicKey key = PublicKeys.longEnough((RSAPublicKey) jwk.getPublicKey());
            return Optional.of(new UsableKey(jwk.getId(), Algorithm.RSA256(key)));
        } catch (InvalidPublicKeyException | RuntimeException unusable) {
            // The library casts values without a check and fails on missing ones.
            return Optional.empty();
        }
    }

    /** Returns whether the key may verify RS256. Absent members impose no restriction (RFC 7517, sections 4.2 to 4.4). */
    private static boolean isForRs256(Jwk jwk) {
        return jwk.getType().equals("RSA")
                && (jwk.getUsage() == null || jwk.getUsage().equals("sig"))
                && (jwk.getAlgorithm() == null || jwk.getAlgorithm().equals("RS256"))
                && (jwk.getOperationsAsList() == null
                        || jwk.getOperationsAsList().contains("verify"));
    }
}
