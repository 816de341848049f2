package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.log.BatchLimits;
import com.mesaya.realtime.domain.log.LogLimits;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * Settings of the sections.
 *
 * @param log how much is remembered
 * @param batch how much one fetch answers
 * @param bound how many events a subscriber may lag behind
 * @param overflow what happens past that bound
 * @param linger how long a section that nobody watches keeps its log after its last event
 * @param maxUnwatched how many such sections there may be on a node
 * @param resumeMaxAge how long a place can be taken over after its connection is gone
 * @param maxResumable how many such places a section remembers
 * @param pollTimeout how long a fetch waits for an event before it is asked again
 * @param askTimeout how long a section may take to answer anything else
 * @param giveUpAfter how long an event is sent to a section, or looked up, that doesn't answer
 * @param handover the limits of moves to other nodes
 */
public record SectionSettings(
        LogLimits log,
        BatchLimits batch,
        int bound,
        OverflowPolicy overflow,
        Duration linger,
        int maxUnwatched,
        Duration resumeMaxAge,
        int maxResumable,
        Duration pollTimeout,
        Duration askTimeout,
        Duration giveUpAfter,
        HandoverLimits handover) {

    /**
     * Limits of the moves of sections and buckets to other nodes.
     *
     * @param maxBytes the largest compressed state of one actor; a larger one stays behind
     * @param maxBytesInAll the most bytes of moving states that a node keeps
     * @param retention the time for which a node keeps a state
     * @param patience the time limit of a move at each end
     */
    public record HandoverLimits(int maxBytes, long maxBytesInAll, Duration retention, Duration patience) {}

    private static final int POLLS_PER_LEASE = 8;
    /** The shortest time after which a log drops an offset. A record that is read again after a node's death arrives sooner. */
    private static final Duration OFFSETS_KEPT = Duration.ofMinutes(10);

    /** @throws IllegalArgumentException if the bound doesn't fit into the log's window */
    public SectionSettings {
        if (bound < 1 || bound > log.window()) {
            throw new IllegalArgumentException("a subscriber's bound is at least 1 and at most the log's window");
        }
    }

    /** Returns the time for which a subscriber that no longer fetches is kept: long enough for a slow socket. */
    public Duration lease() {
        return pollTimeout.multipliedBy(POLLS_PER_LEASE);
    }

    /** Returns the least time for which a log knows the offset of a record: longer than a record can be in flight. */
    public Duration offsetsKept() {
        return Collections.max(List.of(OFFSETS_KEPT, giveUpAfter.multipliedBy(2)));
    }
}
