package com.mesaya.realtime.infrastructure.section.actor;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.OverflowPolicy;
import com.mesaya.realtime.domain.log.SectionLog;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** Answers requests for a section's log. A request from the head of the log waits for the next entries. Not thread-safe. */
final class SectionReaders {

    private static final class Waiting {
        final ActorRef<Fetched> replyTo;
        final Instant since;
        private int batches;

        /** @param batches the number of answers that it accepts */
        Waiting(ActorRef<Fetched> replyTo, Instant since, int batches) {
            this.replyTo = replyTo;
            this.since = since;
            this.batches = batches;
        }

        /** Returns whether it waits for another answer: it accepts one, and this one leaves nothing behind. */
        boolean answer(Fetched answer) {
            replyTo.tell(answer);
            batches--;
            return batches > 0 && answer instanceof Fetched.Batch batch && batch.reachesHead();
        }
    }

    private final SectionLog log;
    private final SectionSettings settings;
    private final InstantSource clock;
    /** All are at the head of the log. */
    private final List<Waiting> waiting = new ArrayList<>();

    private boolean neverAsked = true;

    SectionReaders(SectionLog log, SectionSettings settings, InstantSource clock) {
        this.log = log;
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns whether there has never been a request. */
    boolean wereNeverAsked() {
        return neverAsked;
    }

    /** Returns whether no request waits. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void fetch(SectionProtocol.Fetch fetch, Instant now) {
        neverAsked = false;
        // A reader that asks again has given up its last request.
        remove(fetch.replyTo());
        var reader = new Waiting(fetch.replyTo(), now, fetch.batches());
        if (fetch.cursor().equals(log.head())) {
            waiting.add(reader);
        } else if (reader.answer(fetch.catchesUp() ? catchUp(fetch.cursor()) : read(fetch.cursor()))) {
            waiting.add(reader);
        }
    }

    void remove(ActorRef<Fetched> reader) {
        waiting.removeIf(one -> one.replyTo.equals(reader));
    }

    /** Answers all waiting requests if the log has grown since its head was there. */
    void deliver(Cursor since) {
        if (!waiting.isEmpty() && !log.head().equals(since)) {
            answerAll(catchUp(since));
        }
    }

    void answerAll(Fetched answer) {
        waiting.removeIf(reader -> !reader.answer(answer));
    }

    /** Drops requests that have waited for so long that their readers have given up and asked again. */
    void dropOld(Instant now) {
        Instant start = now.minus(settings.lease());
        waiting.removeIf(reader -> reader.since.isBefore(start));
    }

    /** Returns the missed entries: all within the window, and the newest of each entity before it. */
    private Fetched catchUp(Cursor cursor) {
        int window = settings.log().window();
        return log.fetch(cursor, window, OverflowPolicy.CONFLATE, settings.batch(), clock.instant());
    }

    private Fetched read(Cursor cursor) {
        return log.fetch(cursor, settings.bound(), settings.overflow(), settings.batch(), clock.instant());
    }
}
