package com.mesaya.realtime.infrastructure.section.actor;

import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.domain.log.SectionLog;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.mesaya.realtime.infrastructure.section.shown.TrackedEntities;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Supplier;

/** Appends events to the log of a section, and answers how the log decided on each. Not thread-safe. */
final class Appending {

    private final SectionId id;
    private final SectionLog log;
    private final TrackedEntities tracked;
    private final Subscribers subscribers;
    private final SectionCensus.Entry census;

    Appending(
            SectionId id,
            SectionLog log,
            TrackedEntities tracked,
            Subscribers subscribers,
            SectionCensus.Entry census) {
        this.id = id;
        this.log = log;
        this.tracked = tracked;
        this.subscribers = subscribers;
        this.census = census;
    }

    /**
     * Appends the events, and answers the sender.
     *
     * @param clock returns the time of the append
     * @throws IllegalStateException if the log fails over an event; then it can't be used any more
     */
    void append(SectionProtocol.Append append, Supplier<Instant> clock) {
        var results = new ArrayList<SectionProtocol.Result>(append.events().size());
        try {
            Instant now = clock.get();
            append.events().forEach(incoming -> results.add(append(incoming, now)));
        } catch (RuntimeException | StackOverflowError failure) {
            // Without an answer the event would be sent again, and cost each next incarnation its log.
            results.add(new SectionProtocol.Result(Optional.empty()));
            append.replyTo().tell(new SectionProtocol.Appended(id, append.number(), results));
            SectionEvent poison = append.events().get(results.size() - 1).event();
            // An error would end the whole process rather than this log.
            throw new IllegalStateException("the log failed over " + poison.origin(), failure);
        }
        append.replyTo().tell(new SectionProtocol.Appended(id, append.number(), results));
    }

    private SectionProtocol.Result append(SectionProtocol.Incoming incoming, Instant now) {
        SectionEvent event = incoming.event();
        if (!incoming.comesEarly()) {
            tracked.early().lookedUp(event.entity());
        } else if (!tracked.early().allows(event.entity())) {
            return new SectionProtocol.Result(Optional.of(AppendOutcome.UNWATCHED));
        }
        boolean isUnknown = incoming.ifShown() && !tracked.shows(event.entity());
        if (isUnknown && event.nature() != EventNature.DELETION) {
            return new SectionProtocol.Result(Optional.of(AppendOutcome.UNWATCHED));
        }
        // The log keeps a deletion in any case: an older event that names the section may come after it.
        AppendOutcome outcome = log.append(event, now);
        census.update(log);
        if (event.endsSection() && outcome.isNews()) {
            subscribers.dropPlaces();
        }
        if (!isUnknown) {
            tracked.appended(incoming, outcome, now);
        }
        return new SectionProtocol.Result(Optional.of(outcome), tracked.shows(event.entity()));
    }
}
