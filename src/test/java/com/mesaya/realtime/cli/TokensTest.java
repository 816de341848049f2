package com.mesaya.realtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.mesaya.realtime.application.access.TokenVerifier;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Viewer;
import com.mesaya.realtime.infrastructure.auth.JwtSettings;
import com.mesaya.realtime.infrastructure.auth.JwtTokenVerifier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokensTest {

    private final TokenVerifier service = new JwtTokenVerifier(
            new JwtSettings(Algorithm.HMAC256("secret"), "mesaYA-auth", Duration.ofSeconds(5), true));

    @Test
    void areAcceptedByTheService() {
        String token = Tokens.sign("secret", "ana", List.of("OWNER"), List.of("section:read"), Duration.ofHours(1));

        Viewer viewer = ((TokenVerifier.Verified)
                        service.verify(token).toCompletableFuture().join())
                .viewer();
        assertThat(viewer.userId()).isEqualTo("ana");
        assertThat(viewer.roles()).isEqualTo(Set.of("OWNER"));
        assertThat(viewer.permissions()).isEqualTo(Set.of("section:read"));
        assertThat(viewer.expiresAt())
                .isBetween(Instant.now().plusSeconds(3_500), Instant.now().plusSeconds(3_601));
    }

    @Test
    void expire() {
        String token = Tokens.sign("secret", "ana", List.of(), List.of(), Duration.ofMinutes(-1));

        assertThat(service.verify(token).toCompletableFuture().join())
                .isEqualTo(new TokenVerifier.Refused(ErrorCode.TOKEN_EXPIRED));
    }

    @Test
    void haveTheContractsClaims() {
        String token = Tokens.sign("secret", "ana", List.of("USER"), List.of(), Duration.ofHours(1));

        assertThat(JWT.decode(token).getClaims().keySet()).contains("sub", "roles", "permissions", "iat", "exp", "iss");
    }
}
