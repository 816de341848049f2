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
import java.util.function.Consumer;

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
     * @param barrierEnd events up to this sequence may be older than that snapshot; later ones aren't
     */
    record Resumption(Subscription subscription, Map<EntityKey, Instant> versions, long barrierEnd) {}

    /**
     * Follows a section for all of its viewers on this node.
     *
     * @param listener gets one answer for each request; answers may come twice, and from any thread
     */
    Following follow(SectionId section, Consumer<Fetched> listener);

    /** A section that is followed. */
    interface Following {

        /** Asks for what is after the cursor, until something is. */
        void request(Cursor from);

        /** Asks no more. */
        void close();
    }

    /**
     * What the section says to a viewer that is about to show its snapshot.
     *
     * @param complete whether the viewer will get all that happens to what it shows; if not, it must not begin
     * @param barrierEnd events up to this sequence may be older than the snapshot; later ones aren't
     */
    record Shown(boolean complete, long barrierEnd) {}

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
         * @param resumable whether another connection may take the place over for a while after this one is gone
         * @return fails if the section can't be reached in time
         */
        CompletionStage<Shown> show(Snapshot snapshot, boolean resumable);

        /**
         * What there is after a cursor, for a viewer that is too far behind to be served with the others.
         *
         * @param catchesUp whether the viewer still reads what came before it first fetched, which is no lag
         * @return fails if the section doesn't answer in time
         */
        CompletionStage<Fetched> fetch(Cursor cursor, boolean catchesUp);

        /** The viewer has got everything up to this sequence. */
        void reached(long sequence);

        /** Gives the place up. */
        void close();

        /** Gives the place up before its viewer has heard of it, so that nobody may take it over. */
        void abandon();
    }
}
