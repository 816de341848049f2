package com.mesaya.realtime.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The trust in the {@code updatedAt} that a snapshot gives an entity. */
public enum SnapshotTrust {
    /** The value is the entity's own: strictly older events are withheld. */
    TRUSTED,
    /**
     * The value may be the time of the GET, which then is within seconds of the request to the main API. An event that is older than
     * the request by more than clocks differ was committed before the section was read, so the snapshot reflects it. A later one may
     * be missing in the snapshot and is delivered. A value older than the GET by more than that is the entity's own.
     */
    UNSURE,
    /** The value says nothing: events of the entity are ordered among themselves only. */
    IGNORED;

    /**
     * The possible difference between the clocks of the main API's processes and this node's, including the time of a change there.
     */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(10);

    /**
     * Returns the time before which events are withheld; null if none are.
     *
     * @param version the version in the snapshot
     * @param askedAt the time of the request to the main API
     */
    public @Nullable Instant barrier(Instant version, Instant askedAt) {
        return switch (this) {
            case TRUSTED -> version;
            case UNSURE -> version.isBefore(askedAt.minus(CLOCKS_APART)) ? version : version.minus(CLOCKS_APART);
            case IGNORED -> null;
        };
    }
}
