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

/** Reads the keys for RS256 out of a JWK set (RFC 7517, section 5), and passes over all others in it. */
final class JwkSet {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private JwkSet() {}

    /** The keys by their {@code kid}; the first of those with the same one. */
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
            throw new UnusableJwksException("it is no JSON object");
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
            // The library casts whatever it finds and misses what isn't there.
            return Optional.empty();
        }
    }

    /** What is left out forbids nothing (RFC 7517, sections 4.2 to 4.4). */
    private static boolean isForRs256(Jwk jwk) {
        return jwk.getType().equals("RSA")
                && (jwk.getUsage() == null || jwk.getUsage().equals("sig"))
                && (jwk.getAlgorithm() == null || jwk.getAlgorithm().equals("RS256"))
                && (jwk.getOperationsAsList() == null
                        || jwk.getOperationsAsList().contains("verify"));
    }
}
