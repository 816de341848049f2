package com.mesaya.realtime.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewerTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\t"})
    void hasAUserId(String blank) {
        assertThatThrownBy(() -> new Viewer(blank, Set.of(), Set.of(), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsItsOwnCopyOfRolesAndPermissions() {
        var roles = new HashSet<>(Set.of("USER"));
        var permissions = new HashSet<>(Set.of("section:read"));
        var viewer = new Viewer("ana", roles, permissions, null);

        roles.add("ADMIN");
        permissions.clear();

        assertThat(viewer.roles()).containsExactly("USER");
        assertThat(viewer.permissions()).containsExactly("section:read");
    }
}
