package com.mesaya.realtime.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far the {@code updatedAt} that a snapshot gives an entity is believed to be the entity's own. */
public enum SnapshotTrust {
    /** It is the entity's own: what is strictly older is withheld. */
    TRUSTED,
    /**
     * It may be the time of the GET, which then is within seconds of when the main API was asked. An event that is older than
     * that by more than clocks differ had been committed when the section was read, so the snapshot reflects it; a later one may
     * be missing in it and is told. What is older than the GET by more than that is the entity's own.
     */
    UNSURE,
    /** It says nothing: events of the entity are put in order among themselves only. */
    IGNORED;

    /** By how much the clocks of the main API's processes and of this node may differ, and how long a change may take there. */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(10);

    /**
     * Before which events are withheld; null if none are.
     *
     * @param version what the snapshot says
     * @param askedAt when the main API was asked for it
     */
    public @Nullable Instant barrier(Instant version, Instant askedAt) {
        return switch (this) {
            case TRUSTED -> version;
            case UNSURE -> version.isBefore(askedAt.minus(CLOCKS_APART)) ? version : version.minus(CLOCKS_APART);
            case IGNORED -> null;
        };
    }
}
