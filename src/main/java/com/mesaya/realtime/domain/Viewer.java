package com.mesaya.realtime.domain;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The authenticated user behind a connection.
 *
 * @param userId the token's {@code sub}
 * @param roles for example {@code OWNER}
 * @param permissions in the form {@code section:read}
 * @param expiresAt the expiry of the token, if it has one
 */
public record Viewer(
        String userId,
        Set<String> roles,
        Set<String> permissions,
        @Nullable Instant expiresAt) {

    /** Copies the sets. @throws IllegalArgumentException if the user id is blank */
    public Viewer {
        if (userId.isBlank()) {
            throw new IllegalArgumentException("a viewer must have a user id");
        }
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
    }
}
