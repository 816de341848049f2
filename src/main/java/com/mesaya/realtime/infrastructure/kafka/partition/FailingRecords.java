package com.mesaya.realtime.infrastructure.kafka.partition;

import com.mesaya.realtime.application.Failures;
import com.mesaya.realtime.application.topic.TopicHandler.Outcome;
import com.mesaya.realtime.application.topic.TopicHandler.Rejected;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Origin;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Tracks since when the handling of records has failed; each failure restarts the reading. A record that still fails after a time
 * limit is rejected. Thread-safe.
 */
public final class FailingRecords {

    private final long mostNanos;
    private final LongSupplier nanoTime;
    private final Map<Origin, Long> sinceNanos = new ConcurrentHashMap<>();

    public FailingRecords(Duration most, LongSupplier nanoTime) {
        this.mostNanos = most.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Returns the same outcome, or a rejection if the record has failed for too long. */
    public CompletionStage<Outcome> bound(Origin origin, CompletionStage<Outcome> handling) {
        return handling.handle((outcome, failure) -> {
            if (failure != null) {
                return rejected(origin, failure);
            }
            if (!sinceNanos.isEmpty()) {
                sinceNanos.remove(origin);
            }
            return outcome;
        });
    }

    private Outcome rejected(Origin origin, Throwable failure) {
        if (hasFailedTooLong(origin)) {
            return new Rejected(ErrorCode.INTERNAL);
        }
        throw new CompletionException(Failures.causeOf(failure));
    }

    private boolean hasFailedTooLong(Origin origin) {
        long now = nanoTime.getAsLong();
        // Another node may have read some of the records meanwhile.
        sinceNanos.values().removeIf(since -> now - since >= 2 * mostNanos);
        Long before = sinceNanos.putIfAbsent(origin, now);
        boolean tooLong = before != null && now - before >= mostNanos;
        if (tooLong) {
            sinceNanos.remove(origin);
        }
        return tooLong;
    }
}
