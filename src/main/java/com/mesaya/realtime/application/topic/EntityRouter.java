package com.mesaya.realtime.application.topic;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.log.AppendOutcome;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Delivers an event to all sections it concerns, whether it names its section or not. Thread-safe. */
public interface EntityRouter {

    /**
     * Appends the event to the log of the section it names, and to the logs of all sections that show its entity. Events of one entity
     * that one thread passes in order are appended in that order.
     *
     * @return completes once all those logs have accepted or refused the event, with the outcome of the named section if the event
     *     names one; empty if a log failed on it. Fails if a section can no longer be reached
     */
    CompletionStage<Optional<AppendOutcome>> route(EntityChange change);
}
