package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Fetched;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A connection's place at a section: its cursor, and whom to answer if it waits for what comes next. */
final class Subscriber {

    private Cursor cursor;
    private Instant lastSeen;
    private @Nullable ActorRef<Fetched> waiting;

    Subscriber(Cursor cursor, Instant now) {
        this.cursor = cursor;
        this.lastSeen = now;
    }

    Cursor cursor() {
        return cursor;
    }

    /** The subscriber asks for what is after its cursor; an earlier question that still waits is void. */
    void fetches(Cursor from, ActorRef<Fetched> replyTo, Instant now) {
        cursor = from;
        lastSeen = now;
        waiting = replyTo;
    }

    void answer(Fetched fetched) {
        if (waiting != null) {
            waiting.tell(fetched);
            waiting = null;
        }
    }

    boolean isWaiting() {
        return waiting != null;
    }

    boolean wasSeenSince(Instant moment) {
        return !lastSeen.isBefore(moment);
    }
}
