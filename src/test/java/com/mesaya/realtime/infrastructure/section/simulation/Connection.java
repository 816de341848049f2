package com.mesaya.realtime.infrastructure.section.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.feed.FeedViewer;
import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.ResumePoint;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;

/**
 * The server's side of a connection that is in: what {@code LiveConnection} and {@code ShardedSections.Place} do. Its socket
 * acknowledges a write when the client has read all of it.
 */
final class Connection extends FeedViewer {

    private final World world;
    private final Sections sections;
    private final Feed feed;
    private final Stage.Mailbox<Fetched> answers;
    private final UUID id;
    private final Queue<Sent> socket = new ArrayDeque<>();
    private final Cursor start;
    private Instant askedAt = Instant.MIN;
    private boolean writing;
    private boolean fetching;
    private boolean heard;
    private boolean closed;

    Connection(
            World world,
            Sections sections,
            Feed feed,
            Stage.Mailbox<Fetched> answers,
            UUID id,
            Cursor start,
            Map<EntityKey, Instant> versions,
            long barrierEnd) {
        super(start, versions, barrierEnd);
        this.world = world;
        this.sections = sections;
        this.feed = feed;
        this.answers = answers;
        this.id = id;
        this.start = start;
        if (start.sequence() < barrierEnd) {
            world.count(Happening.WITHHELD);
        }
        answers.take();
    }

    /** The first frames of a client that joined. */
    void begin(Map<EntityKey, MainApi.Row> snapshot, List<LogEntry> holds) {
        Deque<Sent> beginning = new ArrayDeque<>();
        beginning.add(new Sent.Snapshot(snapshot, at(start.sequence())));
        for (LogEntry hold : holds) {
            if (!hold.event().hasLapsed(world.now())) {
                world.count(Happening.HOLD_AT_JOIN);
                ResumePoint before = at(hold.sequence() - 1);
                Sent last = beginning.removeLast();
                beginning.add(
                        last instanceof Sent.Event event
                                ? new Sent.Event(event.entry(), before)
                                : new Sent.Snapshot(snapshot, before));
                beginning.add(new Sent.Event(hold, at(start.sequence())));
            }
        }
        socket.addAll(beginning);
        feed.attach(this, id);
    }

    /** The first frame of a client that came back. */
    void goOn() {
        socket.add(new Sent.Resumed(at(start.sequence())));
        feed.attach(this, id);
    }

    Queue<Sent> socket() {
        return socket;
    }

    /** Whether the section has got a request for this viewer, and hasn't answered. */
    boolean isWaiting() {
        return !closed && (fetching ? heard : feed.isWaiting());
    }

    /** Whether an answer has come that isn't handled yet. */
    boolean hasAnswer() {
        return fetching ? answers.isFilled() : feed.hasAnswer();
    }

    /** Does what there is to do on the server. */
    void step() {
        feed.step();
        receive();
        if (writing && socket.isEmpty()) {
            writing = false;
            feed.acknowledge(this);
        }
    }

    private void receive() {
        for (Fetched fetched : answers.take()) {
            if (!fetching || closed) {
                continue;
            }
            if (world.mishap(world.scenario().lossPercent())) {
                world.count(Happening.FETCH_REPLY_LOST);
                heard = false;
            } else {
                fetching = false;
                feed.fetchedAlone(this, world.has(Flaw.NO_TOMBSTONES) ? sections.filedRightly(fetched) : fetched);
            }
        }
        if (fetching && !askedAt.plus(world.scenario().settings().pollTimeout()).isAfter(world.now())) {
            world.count(Happening.FETCH_TIMED_OUT);
            fetching = false;
            feed.fetchedAlone(this, null);
        }
    }

    /** The client is gone; usually that is noticed. */
    void close(boolean noticed) {
        closed = true;
        feed.detach(this, id);
        if (noticed) {
            sections.tell(feed.section(), new SectionProtocol.Unsubscribe(id, false));
        } else {
            world.count(Happening.VANISHED);
        }
    }

    @Override
    protected void write(LiveBatch batch) {
        assertThat(writing).as("a write is under way").isFalse();
        writing = true;
        if (batch.missed() > 0) {
            socket.add(new Sent.Gap(batch.missed(), at(batch.from() + batch.missed())));
        }
        batch.entries().forEach(entry -> socket.add(new Sent.Event(entry, at(entry.sequence()))));
    }

    @Override
    protected void fetchAlone(Cursor from, boolean catchesUp) {
        world.count(Happening.FETCH_ALONE);
        fetching = true;
        askedAt = world.now();
        heard = false;
        heard = sections.tell(feed.section(), new SectionProtocol.Fetch(from, catchesUp, answers.ref()));
    }

    @Override
    protected void end(End reason) {
        if (reason != End.SECTION_DELETED) {
            socket.add(new Sent.Closed(reason == End.OVERFLOWED ? Happening.OVERFLOWED : Happening.OUT_OF_REACH));
        }
    }

    @Override
    protected boolean hasControlFrames() {
        return false;
    }

    @Override
    protected void leftOut(long conflated, long missed) {
        world.count(Happening.CONFLATED, conflated);
        world.count(Happening.MISSED, missed);
    }

    private ResumePoint at(long sequence) {
        return new ResumePoint(id, start.at(sequence));
    }
}
