package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.EventNature;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What can happen to a log. Numbers that pick something are taken modulo how many there are to pick from. */
sealed interface LogStep {

    /** A record nobody has sent before. */
    record Append(
            int entity,
            EventNature nature,
            @Nullable Integer version,
            int payload,
            @Nullable Duration expiresIn,
            int partition)
            implements LogStep {

        /** The same with a version that is so far behind {@code newest} as this one is above 0. */
        Append behind(int newest) {
            Integer behind = version;
            return behind == null ? this : new Append(entity, nature, newest - behind, payload, expiresIn, partition);
        }
    }

    /** A record comes once more, from however long ago. */
    record Redeliver(int which) implements LogStep {}

    /** Time passes. */
    record Wait(Duration time) implements LogStep {}

    /** The log goes on elsewhere, with all it holds. */
    record Move() implements LogStep {}

    /** A reader takes a place at the log's head; its snapshot is only taken when it fetches first. */
    record Join(int reader) implements LogStep {}

    /** A reader asks once; one that has no place joins instead. */
    record Fetch(int reader, int bound, BatchLimits batch) implements LogStep {}

    /** A reader asks until there is nothing more; one that has no place joins instead. */
    record CatchUp(int reader, int bound, BatchLimits batch) implements LogStep {}

    /** A reader goes on from a cursor that someone was given before, knowing what was known there. */
    record Resume(int reader, int which) implements LogStep {}
}
