package com.mesaya.realtime.infrastructure.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier.BaseVerification;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.mesaya.realtime.application.access.TokenVerifier;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Viewer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies tokens in the form in which the main API's auth service signs them (contract, section 4). Thread-safe. */
public final class JwtTokenVerifier implements TokenVerifier {

    private static final Logger LOG = LoggerFactory.getLogger(JwtTokenVerifier.class);
    private static final Verdict INVALID = new Refused(ErrorCode.TOKEN_INVALID);
    /** The claims with the start of a token's validity (RFC 7519, sections 4.1.5 and 4.1.6). */
    private static final Set<String> BEGINNINGS = Set.of("nbf", "iat");

    private final JwtSettings settings;
    private final VerificationKeys keys;
    private final InstantSource clock;

    /** Creates a verifier with the system's clock, and the common pool for blocking work. */
    public JwtTokenVerifier(JwtSettings settings) {
        this(settings, InstantSource.system(), ForkJoinPool.commonPool());
    }

    /** @param blocking runs the reads of a JWKS, which block */
    public JwtTokenVerifier(JwtSettings settings, InstantSource clock, Executor blocking) {
        this(settings, keys(settings.keys(), clock, blocking), clock);
    }

    JwtTokenVerifier(JwtSettings settings, VerificationKeys keys, InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    private static VerificationKeys keys(KeySource source, InstantSource clock, Executor blocking) {
        return source instanceof KeySource.Jwks jwks
                ? new JwksKeys(jwks, new JwksReader(jwks), clock, blocking)
                : VerificationKeys.always(((KeySource.OneKey) source).algorithm());
    }

    @Override
    public CompletionStage<Verdict> verify(String token) {
        return CompletableFuture.completedStage(token).thenCompose(this::check).exceptionally(bug -> {
            // The exception's message may quote the token.
            LOG.error("The verification of a token failed: {}", bug.getClass().getName());
            return INVALID;
        });
    }

    private CompletionStage<Verdict> check(String token) {
        Optional<StrictToken> read = StrictToken.read(token, settings.maxLength())
                .filter(strict -> strict.algorithm().equals(keys.algorithm()));
        if (read.isEmpty()) {
            return CompletableFuture.completedStage(INVALID);
        }
        return keys.find(read.get().keyId()).thenApply(result -> {
            if (result instanceof VerificationKeys.Found found) {
                return check(token, found.algorithm());
            }
            return result == VerificationKeys.Missing.UNAVAILABLE ? new Refused(ErrorCode.KEYS_UNAVAILABLE) : INVALID;
        });
    }

    private Verdict check(String token, Algorithm algorithm) {
        try {
            return accept(verification(algorithm)
                    .build(clock.withZone(ZoneOffset.UTC))
                    .verify(token));
        } catch (TokenExpiredException expired) {
            return new Refused(ErrorCode.TOKEN_EXPIRED);
        } catch (IncorrectClaimException wrong) {
            return BEGINNINGS.contains(wrong.getClaimName()) ? new Refused(ErrorCode.TOKEN_NOT_YET_VALID) : INVALID;
        } catch (JWTVerificationException refused) {
            return INVALID;
        }
    }

    private BaseVerification verification(Algorithm algorithm) {
        var verification = (BaseVerification) JWT.require(algorithm);
        verification.acceptLeeway(settings.leeway().toSeconds());
        if (!settings.issuer().isEmpty()) {
            verification.withIssuer(settings.issuer());
        }
        if (!settings.audience().isEmpty()) {
            verification.withAnyOfAudience(settings.audience().toArray(String[]::new));
        }
        return verification;
    }

    private Verdict accept(DecodedJWT jwt) {
        @Nullable Instant expiresAt = jwt.getExpiresAtAsInstant();
        if (settings.expiryRequired() && expiresAt == null) {
            return INVALID;
        }
        return new Verified(new Viewer(
                jwt.getSubject(),
                names(jwt.getClaim("roles")),
                names(jwt.getClaim("permissions")),
                expiresAt == null ? null : end(expiresAt)));
    }

    /** Returns the end of the session: a token accepted by virtue of the leeway ends when the leeway does. */
    private Instant end(Instant expiresAt) {
        return clock.instant().isBefore(expiresAt) ? expiresAt : expiresAt.plus(settings.leeway());
    }

    /** Returns the names in a list; older tokens have objects with a {@code name} instead. Other values grant nothing. */
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
