package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.ErrorCode;
import java.util.concurrent.CompletionStage;

/** Makes events out of the records of one topic. Thread-safe. */
public interface TopicHandler {

    /** The topic's whole name, without a version suffix. */
    String topic();

    /**
     * Handles a record. Whatever is wrong with the record itself is an outcome, or at least thrown.
     *
     * @return completes once the record's offset may be committed. Fails if nobody could decide on it, so that it has to be
     *     read again
     */
    CompletionStage<Outcome> handle(TopicRecord record);

    /** What became of a record. */
    sealed interface Outcome {}

    /** It was an event, and its section's log decided on it. */
    record Routed(AppendOutcome outcome) implements Outcome {}

    /** It was an event of a kind that names no section, and nothing tells which ones it concerns. */
    enum Unroutable implements Outcome {
        INSTANCE
    }

    /** It was no event that anybody could be told of. */
    record Rejected(ErrorCode code) implements Outcome {}
}
