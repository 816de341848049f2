package com.mesaya.realtime.infrastructure.section.actor;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.log.SectionLog;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.mesaya.realtime.infrastructure.section.shown.TrackedEntities;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Lets viewers join a section, or resume, and answers them. Not thread-safe. */
final class Joining {

    private final SectionLog log;
    private final TrackedEntities tracked;
    private final Subscribers subscribers;
    private final Idleness idleness;
    private final SectionCensus.Entry census;

    Joining(
            SectionLog log,
            TrackedEntities tracked,
            Subscribers subscribers,
            Idleness idleness,
            SectionCensus.Entry census) {
        this.log = log;
        this.tracked = tracked;
        this.subscribers = subscribers;
        this.idleness = idleness;
        this.census = census;
    }

    /** Gives a viewer a place at the end of the log. */
    void subscribe(SectionProtocol.Subscribe subscribe, Instant now) {
        idleness.removeFromUnwatched();
        subscribers.subscribe(subscribe.subscriber(), now);
        tracked.beginJoin(subscribe.subscriber());
        subscribe.replyTo().tell(SectionProtocol.Subscribed.at(log.head(), log.holdsAlive(now)));
    }

    /** Lets a viewer show its snapshot. */
    void show(SectionProtocol.Show show, Instant now) {
        tracked.show(show, shown -> answer(show, shown), now);
    }

    private void answer(SectionProtocol.Show show, SectionProtocol.Shown shown) {
        if (show.resumable() && shown.complete()) {
            subscribers.keepPlace(show.subscriber(), show.versions());
        }
        show.replyTo().tell(shown);
    }

    /** Gives a viewer the place that another one had, if it is still there. */
    void resume(SectionProtocol.Resume resume, Instant now) {
        Optional<Map<EntityKey, Instant>> versions = subscribers.resume(resume, now);
        if (versions.isPresent()) {
            idleness.removeFromUnwatched();
        } else {
            census.resumeMissed(subscribers.missOf(resume.point().cursor()));
        }
        resume.replyTo().tell(new SectionProtocol.Resumed(versions, log.head().sequence()));
    }
}
