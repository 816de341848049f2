package com.mesaya.realtime.infrastructure.rest;

import com.mesaya.realtime.application.join.SnapshotGate;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/** Limits the rate of requests to the main API, with a small burst. Thread-safe. */
public final class RequestPace implements SnapshotGate.Pace {

    private final Bucket requests;

    public RequestPace(RestSettings.Rate rate) {
        requests = Bucket.builder()
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
                .build();
    }

    @Override
    public Duration take() {
        return Duration.ofNanos(requests.tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill());
    }
}
