package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.ResumePoint;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Gives connections their place at a section. Thread-safe. */
public interface SectionSubscriptions {

    /** Takes a place at the end of the section's log. Fails if the section can't be reached in time. */
    CompletionStage<Subscription> subscribe(SectionId section);

    /**
     * Takes the place of a former connection, if that is still remembered and the log reaches back to it. Fails if the
     * section can't be reached in time.
     */
    CompletionStage<Optional<Resumption>> resume(SectionId section, ResumePoint point);

    /**
     * A place taken over from a former connection.
     *
     * @param versions how new each entity is in the snapshot that connection started from
     */
    record Resumption(Subscription subscription, Map<EntityKey, Instant> versions) {}

    /** A connection's place at a section. */
    interface Subscription {

        /** Names the place. */
        UUID id();

        /** The place from which nothing will be missed. */
        Cursor start();

        /** The holds that are alive at the start. */
        List<LogEntry> holds();

        /**
         * Says what the viewer is about to show, before it fetches for the first time: events that don't name the section are
         * told here too from then on, and so are those that came since the subscription began.
         *
         * @return whether that is so; if not, the viewer must not begin. Fails if the section can't be reached in time
         */
        CompletionStage<Boolean> show(Snapshot snapshot);

        /** Lets another connection take the place over for a while after this one is gone. */
        void makeResumable(Map<EntityKey, Instant> versions);

        /**
         * What there is after a cursor, as soon as there is something, or an empty batch after a while. Fetching again
         * from the same cursor is harmless.
         */
        CompletionStage<Fetched> fetch(Cursor cursor);

        /** Gives the place up. */
        void close();
    }
}
