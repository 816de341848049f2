package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.EntityChange;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tells everybody whom an event concerns, whether it names their section or not. Thread-safe. */
public interface EntityRouter {

    /**
     * Hands the event to the log of the section it names, and to those of all sections that show its entity. Events of one
     * entity handed over by one thread, one after the other, arrive in that order.
     *
     * @return completes once all those logs took or refused it, with what the one it names made of it, if it names one; empty
     *     if a log failed over it. Fails if a section can't be reached any more
     */
    CompletionStage<Optional<AppendOutcome>> route(EntityChange change);
}
