package com.mesaya.realtime.infrastructure.section.simulation;

import com.mesaya.realtime.application.feed.SectionFeed;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.mesaya.realtime.infrastructure.section.routing.OpenRequest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node's share of a section: the real {@link SectionFeed} and {@link OpenRequest}, and what the feed's actor and {@code
 * SectionFollower} do around them. A request that isn't answered in time is sent again.
 */
final class Feed {

    private static final int WRITE_BYTES = 200;
    private static final int MOST_BATCHES = 4;
    private static final int LAG_PERCENT = 30;

    private record FromSection(long askedFor, Fetched fetched) {}

    private final World world;
    private final Sections sections;
    private final SectionId section;
    private final Stage stage;
    private Stage.Mailbox<Fetched> answers;
    private final Queue<FromSection> inbox = new ArrayDeque<>();
    private SectionFeed feed;
    private final Set<UUID> subscribers = new HashSet<>();
    private OpenRequest request = new OpenRequest();
    private long epoch;
    private Instant askedAt = Instant.MIN;
    private boolean heard;

    Feed(World world, Stage stage, Sections sections, SectionId section) {
        this.world = world;
        this.sections = sections;
        this.section = section;
        this.stage = stage;
        this.answers = stage.mailbox();
        this.feed = newFeed();
    }

    private SectionFeed newFeed() {
        var settings = world.scenario().settings();
        return new SectionFeed(
                new SectionFeed.Limits(settings.bound(), settings.log().maxBytes(), WRITE_BYTES),
                this::request,
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
            unfollow();
            inbox.clear();
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

    /** Whether the section has got the request, and no answer to it got lost. */
    boolean isWaiting() {
        return request.reached() != null && heard;
    }

    /** Whether an answer has come that isn't handled yet. */
    boolean hasAnswer() {
        return answers.isFilled() || !inbox.isEmpty();
    }

    /** Handles the section's answers; asks again if it has to. An answer that gets lost is made up for by the next one, or by the timeout. */
    void step() {
        receive();
        Cursor open = request.reached();
        if (open != null
                && !askedAt.plus(world.scenario().settings().pollTimeout()).isAfter(world.now())) {
            world.count(Happening.FETCH_TIMED_OUT);
            ask(open);
        }
        while (!inbox.isEmpty() && !world.mishap(LAG_PERCENT)) {
            FromSection next = inbox.remove();
            feed.fetched(next.askedFor(), next.fetched());
        }
    }

    private void receive() {
        for (Fetched fetched : answers.take()) {
            if (world.mishap(world.scenario().lossPercent())) {
                world.count(Happening.FETCH_REPLY_LOST);
                heard = false;
                continue;
            }
            Fetched answer = damaged(fetched);
            switch (request.answered(answer)) {
                case PASS_ON -> inbox.add(new FromSection(epoch, answer));
                case ASK_AGAIN -> ask(Objects.requireNonNull(request.reached()));
                case IGNORE -> {}
            }
        }
    }

    private void request(Cursor from) {
        if (from.epoch() != epoch) {
            unfollow();
            epoch = from.epoch();
        }
        if (request.mustAsk(from)) {
            ask(from);
        }
    }

    private void ask(Cursor from) {
        int batches = 1 + world.below(MOST_BATCHES);
        request.begin(from, batches);
        askedAt = world.now();
        heard = false;
        sections.tell(section, new SectionProtocol.Renew(Set.copyOf(subscribers), Map.of()));
        heard = sections.tell(section, new SectionProtocol.Fetch(from, true, batches, answers.ref()));
    }

    /** Each epoch is followed by a follower of its own. */
    private void unfollow() {
        Stage.Mailbox<Fetched> former = answers;
        answers = stage.mailbox();
        request = new OpenRequest();
        sections.tell(section, new SectionProtocol.Unfollow(former.ref()));
    }

    private Fetched damaged(Fetched fetched) {
        if (world.has(Flaw.GAP_UNNOTICED)
                && fetched instanceof Fetched.Batch batch
                && !batch.entries().isEmpty()) {
            return new Fetched.Batch(0, batch.entries(), batch.next(), batch.conflated(), batch.missed(), batch.head());
        }
        Fetched right = world.has(Flaw.NO_TOMBSTONES) ? sections.filedRightly(fetched) : fetched;
        if (world.has(Flaw.RING_SKIPS)
                && right instanceof Fetched.Batch batch
                && batch.entries().size() > 1) {
            List<LogEntry> fewer = new ArrayList<>(batch.entries());
            fewer.remove(0);
            return new Fetched.Batch(
                    batch.after(), fewer, batch.next(), batch.conflated(), batch.missed(), batch.head());
        }
        return right;
    }
}
