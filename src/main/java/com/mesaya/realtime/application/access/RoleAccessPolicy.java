package com.mesaya.realtime.application.access;

import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Viewer;
import java.util.Collections;
import java.util.Set;

/**
 * Permits viewers with at least one of the roles and all of the permissions (contract, section 4).
 *
 * @param roles the roles of which the viewer needs one
 * @param permissions the permissions of which the viewer needs all; none by default
 */
public record RoleAccessPolicy(Set<String> roles, Set<String> permissions) implements AccessPolicy {

    /** Copies the sets. */
    public RoleAccessPolicy {
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
    }

    @Override
    public boolean permits(Viewer viewer, SectionId section) {
        return !Collections.disjoint(viewer.roles(), roles)
                && viewer.permissions().containsAll(permissions);
    }
}
