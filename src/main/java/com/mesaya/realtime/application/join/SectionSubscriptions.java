package com.mesaya.realtime.application.join;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.ResumePoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Subscribes connections to sections. Thread-safe. */
public interface SectionSubscriptions {

    /**
     * Waits until the section answers. After its node's death the section needs some time to start on another node.
     *
     * @param joins whether the viewer needs a new snapshot; if so, the section answers only while all buckets of the directory do
     * @return fails if the section doesn't answer in time
     */
    CompletionStage<?> reach(SectionId section, boolean joins, JoinWait wait);

    /** Subscribes at the end of the section's log. Fails if the section can't be reached in time. */
    CompletionStage<Subscription> subscribe(SectionId section);

    /**
     * Continues the subscription of a former connection, if the section still keeps it and the log reaches back to it. Fails if the
     * section can't be reached in time.
     */
    CompletionStage<Optional<Resumption>> resume(SectionId section, ResumePoint point);

    /**
     * A subscription taken over from a former connection.
     *
     * @param versions the version of each entity in the snapshot of the former connection
     * @param barrierEnd events up to this sequence may be older than that snapshot; later ones aren't
     */
    record Resumption(Subscription subscription, Map<EntityKey, Instant> versions, long barrierEnd) {}

    /**
     * Follows a section for all of its viewers on this node.
     *
     * @param listener gets the answers, without a gap between them; answers may be duplicated, and may come from any thread
     */
    Following follow(SectionId section, Consumer<Fetched> listener);

    /** The node's request channel to a section. */
    interface Following {

        /**
         * Asks for the entries after the cursor, in up to the given number of batches. Nothing is sent while the section still delivers
         * batches of the last request.
         */
        void request(Cursor from, int batches);

        /** Ends the requests. */
        void close();
    }

    /**
     * The section's answer to a viewer that is about to show its snapshot.
     *
     * @param complete whether the viewer will get all events of the entities it shows; if not, it must not begin
     * @param barrierEnd events up to this sequence may be older than the snapshot; later ones aren't
     */
    record Shown(boolean complete, long barrierEnd) {}

    /** A connection's subscription to a section. */
    interface Subscription {

        /** Returns the id of the subscription. */
        UUID id();

        /** Returns the cursor after which the subscription misses no event. */
        Cursor start();

        /** Returns the holds that are in force at the start. */
        List<LogEntry> holds();

        /**
         * Registers the snapshot that the viewer is about to show, before its first fetch. From then on the section also delivers
         * events that do not name the section but concern its entities, including those that came since the subscription began.
         *
         * @param resumable whether another connection may take over the subscription for some time after this connection has ended
         * @return fails if the section can't be reached in time
         */
        CompletionStage<Shown> show(Snapshot snapshot, boolean resumable);

        /**
         * Returns the entries after a cursor, for a viewer that lags too far behind to be served from the feed.
         *
         * @param catchesUp whether the viewer still reads entries from before its first fetch, which are no lag
         * @return fails if the section doesn't answer in time
         */
        CompletionStage<Fetched> fetch(Cursor cursor, boolean catchesUp);

        /** Acknowledges all entries up to this sequence. */
        void reached(long sequence);

        /** Ends the subscription. */
        void close();

        /** Ends the subscription before its client got a cursor, so that no other connection may take it over. */
        void abandon();
    }
}
