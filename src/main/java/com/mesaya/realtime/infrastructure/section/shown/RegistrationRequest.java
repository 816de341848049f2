package com.mesaya.realtime.infrastructure.section.shown;

import com.mesaya.realtime.domain.ShownEntity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A section's request to a bucket of the directory to register entities.
 *
 * @param since they were read then or later; null if the bucket, or its last incarnation, knew that the section shows them
 * @param begun the moment of the section since which no event may be missing
 * @param joiner the viewer whose join waits for it; null if there is none
 */
record RegistrationRequest(
        int bucket,
        List<ShownEntity> entities,
        @Nullable Instant since,
        long begun,
        @Nullable UUID joiner) {

    boolean wasKnown() {
        return since == null;
    }

    @Nullable
    Duration age(Instant now) {
        return since == null ? null : Duration.between(since, now);
    }
}
