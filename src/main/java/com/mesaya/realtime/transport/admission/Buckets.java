package com.mesaya.realtime.transport.admission;

import io.github.bucket4j.Bucket;
import java.time.Duration;

/** Creates token buckets. */
public final class Buckets {

    private Buckets() {}

    /**
     * Returns a full bucket.
     *
     * @param burst the number of tokens at once after an idle time
     */
    public static Bucket perSecond(int rate, long burst) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(rate, Duration.ofSeconds(1)))
                .build();
    }
}
