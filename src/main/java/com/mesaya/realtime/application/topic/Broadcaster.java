package com.mesaya.realtime.application.topic;

import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.log.AppendOutcome;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Delivers an event to the viewers of its section, on every node. Thread-safe. */
public interface Broadcaster {

    /**
     * Appends the event to the log of its section. Events of one section that one thread passes in order are appended in that order.
     *
     * @return completes once the log has accepted or refused the event; until then the event is resent. Empty if the log failed on
     *     the event: then no log has it, and all viewers of the section take a new snapshot. Fails if the section can no longer be
     *     reached
     */
    CompletionStage<Optional<AppendOutcome>> broadcast(SectionEvent event);
}
