package com.mesaya.realtime.infrastructure.section.simulation;

import com.mesaya.realtime.application.LiveEvents;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.LogEntry;
import com.mesaya.realtime.domain.ResumePoint;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.infrastructure.section.SectionActor;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;

/**
 * The server's side of a connection that is in: does what {@code SectionConnection} and {@code ShardedSections.Place} do.
 * It fetches when the socket has taken what came before, from the batch's end, and again from the same cursor when no
 * answer comes in time.
 */
final class Connection {

    private static final long UNKNOWN = -1;

    private final World world;
    private final Sections sections;
    private final Stage.Mailbox<Fetched> answers;
    private final SectionId section;
    private final UUID id;
    private final LiveEvents live;
    private final Queue<Sent> socket = new ArrayDeque<>();
    private Cursor cursor;
    private Instant askedAt = Instant.MIN;
    private boolean fetching;
    private boolean unheard;
    private boolean closed;
    private long catchUpTo = UNKNOWN;

    Connection(
            World world,
            Sections sections,
            Stage.Mailbox<Fetched> answers,
            SectionId section,
            UUID id,
            Cursor start,
            Map<EntityKey, Instant> versions) {
        this.world = world;
        this.sections = sections;
        this.answers = answers;
        this.section = section;
        this.id = id;
        this.cursor = start;
        this.live = new LiveEvents(world.has(Flaw.NO_BARRIER) ? Map.of() : versions);
        answers.take();
    }

    /** What a client that joined is told first. */
    void begin(Map<EntityKey, MainApi.Row> snapshot, List<LogEntry> holds) {
        Deque<Sent> beginning = new ArrayDeque<>();
        beginning.add(new Sent.Snapshot(snapshot, at(cursor.sequence())));
        for (LogEntry hold : holds) {
            if (!hold.event().hasLapsed(world.now())) {
                world.count(Happening.HOLD_AT_JOIN);
                ResumePoint before = at(hold.sequence() - 1);
                Sent last = beginning.removeLast();
                beginning.add(
                        last instanceof Sent.Event event
                                ? new Sent.Event(event.entry(), before)
                                : new Sent.Snapshot(snapshot, before));
                beginning.add(new Sent.Event(hold, at(cursor.sequence())));
            }
        }
        socket.addAll(beginning);
    }

    /** What a client that came back is told first. */
    void goOn() {
        socket.add(new Sent.Resumed(at(cursor.sequence())));
    }

    Queue<Sent> socket() {
        return socket;
    }

    SectionId section() {
        return section;
    }

    Cursor cursor() {
        return cursor;
    }

    /** Whether it has asked, and the section has got the question and hasn't answered. */
    boolean isWaiting() {
        return fetching && !unheard && !closed;
    }

    /** Whether an answer has come that it hasn't taken yet. */
    boolean hasAnswer() {
        return answers.isFilled();
    }

    /** Fetches if it has to; takes what has been answered. */
    void step() {
        receive();
        if (fetching && !askedAt.plus(world.scenario().settings().pollTimeout()).isAfter(world.now())) {
            world.count(Happening.FETCH_TIMED_OUT);
            fetching = false;
        }
        while (!fetching && !closed && socket.isEmpty()) {
            fetching = true;
            askedAt = world.now();
            unheard = true;
            boolean catchesUp = catchUpTo == UNKNOWN || cursor.sequence() < catchUpTo;
            sections.tell(section, new SectionActor.Renew(Set.of(id), Map.of()));
            unheard = !sections.tell(section, new SectionActor.Fetch(cursor, catchesUp, answers.ref()));
            receive();
        }
    }

    /** Takes what has been answered. An answer that gets lost is made up for by the timeout. */
    void receive() {
        for (Fetched fetched : answers.take()) {
            if (!fetching || closed) {
                continue;
            }
            if (world.mishap(world.scenario().lossPercent())) {
                world.count(Happening.FETCH_REPLY_LOST);
                unheard = true;
            } else {
                fetching = false;
                take(fetched);
            }
        }
    }

    /** The client is gone; usually that is noticed. */
    void close(boolean noticed) {
        closed = true;
        if (noticed) {
            sections.tell(section, new SectionActor.Unsubscribe(id));
        } else {
            world.count(Happening.VANISHED);
        }
    }

    private void take(Fetched fetched) {
        Cursor from = cursor;
        LiveEvents.Step step = live.next(world.has(Flaw.NO_TOMBSTONES) ? sections.filedRightly(fetched) : fetched);
        if (fetched instanceof Fetched.Batch batch && step instanceof LiveEvents.Tell tell) {
            cursor = batch.next();
            catchUpTo = catchUpTo == UNKNOWN ? batch.head() : catchUpTo;
            world.count(Happening.CONFLATED, batch.conflated());
            world.count(Happening.MISSED, tell.missed());
            world.count(
                    Happening.WITHHELD, batch.entries().size() - tell.entries().size());
            if (tell.missed() > 0) {
                socket.add(new Sent.Gap(tell.missed(), at(from.sequence() + tell.missed())));
            }
            tell.entries().forEach(entry -> socket.add(new Sent.Event(entry, at(entry.sequence()))));
            return;
        }
        Happening reason = step == LiveEvents.End.OVERFLOWED ? Happening.OVERFLOWED : Happening.OUT_OF_REACH;
        socket.add(new Sent.Closed(reason));
        close(true);
    }

    private ResumePoint at(long sequence) {
        return new ResumePoint(id, cursor.at(sequence));
    }
}
