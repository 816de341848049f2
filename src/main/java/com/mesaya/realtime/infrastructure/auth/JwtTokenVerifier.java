package com.mesaya.realtime.infrastructure.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.Verification;
import com.mesaya.realtime.application.TokenVerifier;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Viewer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Checks tokens as the main API's auth service signs them (contract, section 4). Thread-safe. */
public final class JwtTokenVerifier implements TokenVerifier {

    private static final Verdict INVALID = new Refused(ErrorCode.TOKEN_INVALID);

    private final JWTVerifier verifier;
    private final boolean expiryRequired;

    public JwtTokenVerifier(JwtSettings settings) {
        Verification verification =
                JWT.require(settings.algorithm()).acceptLeeway(settings.leeway().toSeconds());
        if (!settings.issuer().isEmpty()) {
            verification.withIssuer(settings.issuer());
        }
        this.verifier = verification.build();
        this.expiryRequired = settings.expiryRequired();
    }

    @Override
    public CompletionStage<Verdict> verify(String token) {
        return CompletableFuture.completedFuture(verdict(token));
    }

    private Verdict verdict(String token) {
        try {
            return accept(verifier.verify(token));
        } catch (TokenExpiredException expired) {
            return new Refused(ErrorCode.TOKEN_EXPIRED);
        } catch (JWTVerificationException | NullPointerException refused) {
            // The library trips over a header that is JSON's null.
            return INVALID;
        }
    }

    private Verdict accept(DecodedJWT jwt) {
        String userId = jwt.getSubject();
        if (userId == null || userId.isBlank() || (expiryRequired && jwt.getExpiresAt() == null)) {
            return INVALID;
        }
        return new Verified(new Viewer(
                userId, names(jwt.getClaim("roles")), names(jwt.getClaim("permissions")), jwt.getExpiresAtAsInstant()));
    }

    /** A list of names; in older tokens, of objects with a {@code name}. Anything else in it grants nothing. */
    private static Set<String> names(Claim claim) {
        List<Object> list = claim.asList(Object.class);
        if (list == null) {
            return Set.of();
        }
        return list.stream()
                .map(item -> item instanceof Map<?, ?> object ? object.get("name") : item)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .collect(Collectors.toUnmodifiableSet());
    }
}
