package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import java.util.concurrent.CompletionStage;

/** Brings a section from the main API, with exactly one request (contract, section 2). Thread-safe. */
public interface SnapshotSource {

    /**
     * Asks for the section with the client's own token.
     *
     * @return completes normally whatever happens; an answer that can't be used is {@link Unavailable}
     */
    CompletionStage<Answer> snapshotOf(SectionId section, String token);

    /** What the main API said. */
    sealed interface Answer {}

    /** The section as it is. */
    record Found(Snapshot snapshot) implements Answer {}

    /**
     * No section: {@link ErrorCode#ACCESS_DENIED}, {@link ErrorCode#SECTION_NOT_FOUND} or
     * {@link ErrorCode#SNAPSHOT_UNAVAILABLE}.
     */
    record Unavailable(ErrorCode code) implements Answer {}
}
