package com.mesaya.realtime.application.join;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import java.net.InetAddress;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** Loads a section from the main API, with exactly one request (contract, section 2). Thread-safe. */
public interface SnapshotSource {

    /**
     * Requests the section with the client's own token.
     *
     * @param client the address of the client
     * @return always completes normally; an unusable answer is {@link Unavailable}
     */
    CompletionStage<Answer> snapshotOf(SectionId section, String token, InetAddress client);

    /** The main API's answer. */
    sealed interface Answer {}

    /** The API returned the section. */
    record Found(Snapshot snapshot) implements Answer {}

    /**
     * The API returned no section.
     *
     * @param code {@link ErrorCode#ACCESS_DENIED}, {@link ErrorCode#SECTION_NOT_FOUND}, {@link ErrorCode#SECTION_DELETED}, {@link
     *     ErrorCode#SECTION_REFUSED}, {@link ErrorCode#SNAPSHOT_INVALID} or {@link ErrorCode#SNAPSHOT_UNAVAILABLE}
     * @param status the API's HTTP status, if it says more to the client than the code does
     */
    record Unavailable(ErrorCode code, OptionalInt status) implements Answer {

        public Unavailable(ErrorCode code) {
            this(code, OptionalInt.empty());
        }
    }

    /**
     * The main API's rate limit refused the request, so there is no answer yet.
     *
     * @param pause the time until the next request
     * @param forEverybody whether the API counts the requests of all clients together, and not per client
     */
    record Postponed(Duration pause, boolean forEverybody) implements Answer {}
}
