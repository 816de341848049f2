package com.mesaya.realtime.infrastructure.section.simulation;

import com.mesaya.realtime.application.feed.SectionFeed;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node's share of a section: the real {@link SectionFeed}, and what its actor and {@code SectionFollower} do around it. A request
 * that isn't answered in time is sent again.
 */
final class Feed {

    private static final int WRITE_BYTES = 200;

    private final World world;
    private final Sections sections;
    private final SectionId section;
    private final Stage.Mailbox<Fetched> answers;
    private SectionFeed feed;
    private final Set<UUID> subscribers = new HashSet<>();
    private @Nullable Cursor asked;
    private Instant askedAt = Instant.MIN;
    private boolean heard;

    Feed(World world, Stage stage, Sections sections, SectionId section) {
        this.world = world;
        this.sections = sections;
        this.section = section;
        this.answers = stage.mailbox();
        this.feed = newFeed();
    }

    private SectionFeed newFeed() {
        var settings = world.scenario().settings();
        return new SectionFeed(
                new SectionFeed.Limits(settings.bound(), settings.log().maxBytes(), WRITE_BYTES),
                this::ask,
                world::now);
    }

    SectionId section() {
        return section;
    }

    void attach(Connection connection, UUID subscriber) {
        subscribers.add(subscriber);
        feed.attach(connection);
    }

    void detach(Connection connection, UUID subscriber) {
        subscribers.remove(subscriber);
        feed.detach(connection);
        if (subscribers.isEmpty()) {
            asked = null;
            feed = newFeed();
        }
    }

    /** The socket has taken the last write. */
    void acknowledge(Connection connection) {
        feed.acknowledged(connection);
        if (world.has(Flaw.ACKNOWLEDGED_TWICE)) {
            feed.acknowledged(connection);
        }
    }

    void fetchedAlone(Connection connection, @Nullable Fetched answer) {
        feed.fetchedAlone(connection, answer);
    }

    /** Whether the section has got the request, and hasn't answered. */
    boolean isWaiting() {
        return asked != null && heard;
    }

    /** Whether an answer has come that isn't handled yet. */
    boolean hasAnswer() {
        return answers.isFilled();
    }

    /** Handles the section's answers; asks again if it has to. An answer that gets lost is made up for by the timeout. */
    void step() {
        for (Fetched fetched : answers.take()) {
            Cursor cursor = asked;
            if (cursor == null) {
                continue;
            }
            if (world.mishap(world.scenario().lossPercent())) {
                world.count(Happening.FETCH_REPLY_LOST);
                heard = false;
            } else {
                asked = null;
                feed.fetched(cursor.epoch(), damaged(fetched));
            }
        }
        Cursor cursor = asked;
        if (cursor != null
                && !askedAt.plus(world.scenario().settings().pollTimeout()).isAfter(world.now())) {
            world.count(Happening.FETCH_TIMED_OUT);
            ask(cursor);
        }
    }

    private void ask(Cursor from) {
        asked = from;
        askedAt = world.now();
        // Answers to former requests went to a follower that is closed.
        answers.take();
        heard = false;
        sections.tell(section, new SectionProtocol.Renew(Set.copyOf(subscribers), Map.of()));
        heard = sections.tell(section, new SectionProtocol.Fetch(from, true, answers.ref()));
    }

    private Fetched damaged(Fetched fetched) {
        Fetched right = world.has(Flaw.NO_TOMBSTONES) ? sections.filedRightly(fetched) : fetched;
        if (world.has(Flaw.RING_SKIPS)
                && right instanceof Fetched.Batch batch
                && batch.entries().size() > 1) {
            List<LogEntry> fewer = new ArrayList<>(batch.entries());
            fewer.remove(0);
            return new Fetched.Batch(fewer, batch.next(), batch.conflated(), batch.missed(), batch.head());
        }
        return right;
    }
}
