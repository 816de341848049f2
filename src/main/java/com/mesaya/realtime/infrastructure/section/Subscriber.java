package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Fetched;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A connection's place at a section: its cursor, and whom to answer if it waits for what comes next. */
final class Subscriber {

    private static final long UNKNOWN = -1;

    private Cursor cursor;
    private Instant lastSeen;
    private @Nullable ActorRef<Fetched> waiting;
    private long catchUpTo = UNKNOWN;

    Subscriber(Cursor cursor, Instant now) {
        this.cursor = cursor;
        this.lastSeen = now;
    }

    Cursor cursor() {
        return cursor;
    }

    /** The subscriber asks for what is after its cursor; an earlier question that still waits is void. */
    void fetches(Cursor from, Cursor head, ActorRef<Fetched> replyTo, Instant now) {
        if (catchUpTo == UNKNOWN) {
            catchUpTo = head.sequence();
        }
        cursor = from;
        lastSeen = now;
        waiting = replyTo;
    }

    /** Whether it still reads what came before it first fetched: while it joined, or was away. That is no lag. */
    boolean catchesUp() {
        return cursor.sequence() < catchUpTo;
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
