package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.SectionEvent;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tells a section's viewers of an event, wherever they are connected. Thread-safe. */
public interface Broadcaster {

    /**
     * Hands the event to the log of its section. Events of one section handed over by one thread, one after the other,
     * arrive in that order.
     *
     * @return completes once the log took or refused the event, which is sent again until then; empty if the log failed over
     *     it. Then it is in no log, and everybody who watches the section takes a new snapshot. Fails if the section can't
     *     be reached any more
     */
    CompletionStage<Optional<AppendOutcome>> broadcast(SectionEvent event);
}
