package com.mesaya.realtime.domain.log;

/** Limits of one batch: at least one event, at most this many events and bytes of frames. */
public record BatchLimits(int maxEvents, long maxBytes) {

    /** @throws IllegalArgumentException if a limit isn't positive */
    public BatchLimits {
        if (maxEvents < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("a batch's limits must be positive");
        }
    }
}
