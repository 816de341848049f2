package com.mesaya.realtime.infrastructure.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The header of a token that has a single possible interpretation, before its signature is verified. The library that verifies
 * signatures takes the last of duplicate claims, accepts any encoding of the same bytes, and any number as a time; this parser refuses
 * those.
 *
 * @param algorithm its {@code alg}
 * @param keyId its {@code kid}
 */
record StrictToken(String algorithm, @Nullable String keyId) {

    /** The headers that supply keys or extensions, which this service doesn't support (RFC 7515, sections 4.1.2 to 4.1.11). */
    private static final List<String> FORBIDDEN_HEADERS = List.of("jwk", "jku", "x5c", "x5u", "crit");

    private static final List<String> TIMES = List.of("exp", "nbf", "iat");
    private static final int PARTS = 3;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_DIGITS = 100;
    private static final int MAX_DECIMALS = 9;
    private static final int MAX_SUBJECT_LENGTH = 256;
    private static final BigDecimal END_OF_YEAR_9999 = BigDecimal.valueOf(253_402_300_799L);

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_DIGITS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Parses a token of the compact form (RFC 7515, section 7.1); empty if it is invalid. */
    static Optional<StrictToken> read(String token, int maxLength) {
        if (token.length() > maxLength) {
            return Optional.empty();
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            decode(parts[2]);
            JsonNode header = object(parts[0]);
            JsonNode claims = object(parts[1]);
            return isGood(header) && areGood(claims)
                    ? Optional.of(new StrictToken(
                            header.path("alg").textValue(), header.path("kid").textValue()))
                    : Optional.empty();
        } catch (JsonProcessingException | CharacterCodingException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isGood(JsonNode header) {
        return header.path("alg").isTextual()
                && (!header.has("kid") || header.path("kid").isTextual())
                && FORBIDDEN_HEADERS.stream().noneMatch(header::has);
    }

    private static boolean areGood(JsonNode claims) {
        return claims.path("sub").isTextual()
                && isGoodSubject(claims.path("sub").textValue())
                && TIMES.stream().filter(claims::has).map(claims::path).allMatch(StrictToken::isGoodTime);
    }

    private static boolean isGoodSubject(String subject) {
        return !subject.isBlank()
                && subject.length() <= MAX_SUBJECT_LENGTH
                && subject.codePoints()
                        .noneMatch(point ->
                                Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE);
    }

    /** Returns whether the value is in seconds since 1970, possibly with a fraction (RFC 7519, section 2). */
    private static boolean isGoodTime(JsonNode time) {
        if (!time.isNumber()) {
            return false;
        }
        BigDecimal seconds = time.decimalValue();
        return seconds.signum() >= 0
                && seconds.compareTo(END_OF_YEAR_9999) <= 0
                && seconds.stripTrailingZeros().scale() <= MAX_DECIMALS;
    }

    private static JsonNode object(String part) throws JsonProcessingException, CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(decode(part)))
                .toString();
        JsonNode node = JSON.readTree(text);
        if (!node.isObject()) {
            throw new IllegalArgumentException("not a JSON object");
        }
        return node;
    }

    /** Decodes a part strictly: the library's decoder ignores padding, and bits past the last byte. */
    private static byte[] decode(String part) {
        byte[] bytes = Base64.getUrlDecoder().decode(part);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
            throw new IllegalArgumentException("not the canonical Base64 of these bytes");
        }
        return bytes;
    }
}
