package com.mesaya.realtime.application.topic;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.log.AppendOutcome;
import java.util.concurrent.CompletionStage;

/** Turns the records of one topic into events. Thread-safe. */
public interface TopicHandler {

    /** Returns the topic's full name, without a version suffix. */
    String topic();

    /**
     * Handles a record. A faulty record yields an outcome, or makes this method throw.
     *
     * @return completes once the record's offset may be committed. Fails if no decision was possible, so that the record must be
     *     read again
     */
    CompletionStage<Outcome> handle(TopicRecord record);

    /** The result of handling a record. */
    sealed interface Outcome {}

    /** The record is an event, and its section's log accepted or refused it. */
    record Routed(AppendOutcome outcome) implements Outcome {}

    /** The record is an event that names no section, and no section is known to show its entity. */
    enum Unroutable implements Outcome {
        INSTANCE
    }

    /** The record is not a valid event. */
    record Rejected(ErrorCode code) implements Outcome {}
}
