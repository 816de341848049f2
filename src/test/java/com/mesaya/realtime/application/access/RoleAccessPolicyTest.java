package com.mesaya.realtime.application.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleAccessPolicyTest {

    private static final SectionId SECTION = new SectionId("terraza");

    private final AccessPolicy byRole = new RoleAccessPolicy(Set.of("USER", "OWNER", "ADMIN"), Set.of());
    private final AccessPolicy byPermission =
            new RoleAccessPolicy(Set.of("USER"), Set.of("section:read", "table:read"));

    @ParameterizedTest
    @ValueSource(strings = {"USER", "OWNER", "ADMIN"})
    void permitsWhoeverHasOneOfTheRoles(String role) {
        assertThat(byRole.permits(viewer(Set.of(role, "WAITER"), Set.of()), SECTION))
                .isTrue();
    }

    @Test
    void refusesWhoeverHasNoneOfTheRoles() {
        assertThat(byRole.permits(viewer(Set.of(), Set.of()), SECTION)).isFalse();
        assertThat(byRole.permits(viewer(Set.of("WAITER", "user"), Set.of()), SECTION))
                .isFalse();
    }

    @Test
    void asksForAllPermissionsIfItAsksForAny() {
        assertThat(byPermission.permits(viewer(Set.of("USER"), Set.of("section:read", "table:read", "x")), SECTION))
                .isTrue();
        assertThat(byPermission.permits(viewer(Set.of("USER"), Set.of("section:read")), SECTION))
                .isFalse();
        assertThat(byPermission.permits(viewer(Set.of(), Set.of("section:read", "table:read")), SECTION))
                .isFalse();
    }

    private static Viewer viewer(Set<String> roles, Set<String> permissions) {
        return new Viewer("ana", roles, permissions, null);
    }
}
