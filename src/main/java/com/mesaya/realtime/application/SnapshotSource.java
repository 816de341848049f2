package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import java.net.InetAddress;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** Brings a section from the main API, with exactly one request (contract, section 2). Thread-safe. */
public interface SnapshotSource {

    /**
     * Asks for the section with the client's own token.
     *
     * @param client the address the client comes from
     * @return completes normally whatever happens; an answer that can't be used is {@link Unavailable}
     */
    CompletionStage<Answer> snapshotOf(SectionId section, String token, InetAddress client);

    /** What the main API said. */
    sealed interface Answer {}

    /** The section as it is. */
    record Found(Snapshot snapshot) implements Answer {}

    /**
     * No section, and why.
     *
     * @param code {@link ErrorCode#ACCESS_DENIED}, {@link ErrorCode#SECTION_NOT_FOUND}, {@link ErrorCode#SECTION_DELETED},
     *     {@link ErrorCode#SECTION_REFUSED}, {@link ErrorCode#SNAPSHOT_INVALID} or {@link ErrorCode#SNAPSHOT_UNAVAILABLE}
     * @param status the API's HTTP status, where it tells the client more than the code does
     */
    record Unavailable(ErrorCode code, OptionalInt status) implements Answer {

        public Unavailable(ErrorCode code) {
            this(code, OptionalInt.empty());
        }
    }

    /**
     * The main API counts requests, and this one was too many: no answer yet.
     *
     * @param pause when to ask again
     * @param forEverybody whether it counts all requests together, and not those of each client
     */
    record Postponed(Duration pause, boolean forEverybody) implements Answer {}
}
