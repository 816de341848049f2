package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.SectionId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Gives connections their place at a section. Thread-safe. */
public interface SectionSubscriptions {

    /** Takes a place at the end of the section's log. Fails if the section can't be reached in time. */
    CompletionStage<Subscription> subscribe(SectionId section);

    /** A connection's place at a section. */
    interface Subscription {

        /** The place from which nothing will be missed. */
        Cursor start();

        /** The holds that are alive at the start. */
        List<LogEntry> holds();

        /**
         * What there is after a cursor, as soon as there is something, or an empty batch after a while. Fetching again
         * from the same cursor is harmless.
         */
        CompletionStage<Fetched> fetch(Cursor cursor);

        /** Gives the place up. */
        void close();
    }
}
