package com.mesaya.realtime.domain;

/** How much one fetch may answer: at least one event, at most so many events and bytes of frames. */
public record BatchLimits(int maxEvents, long maxBytes) {

    /** @throws IllegalArgumentException if a limit isn't positive */
    public BatchLimits {
        if (maxEvents < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("a batch's limits are positive");
        }
    }
}
