package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.application.feed.FeedViewer;
import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.application.feed.SectionFeed;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Someone who joins as {@code JoinSection} does it, watches for a while, and comes back. */
final class JoiningViewer {

    /** One connection, from its first message on; one that is over hears nothing any more. */
    private final class Connection {

        private final UUID id =
                new UUID(world.random().nextLong(), world.random().nextLong());
        private final Instant begunAt = world.now();
        private @Nullable WatchingClient client;
        private @Nullable Cursor start;
        private @Nullable SectionFeed feed;
        private @Nullable Cursor asked;
        private Instant askedAt = Instant.MAX;

        void begin() {
            world.post().send(() -> world.tell(section, new SectionProtocol.Subscribe(id, world.byPost(this::ask))));
        }

        private void ask(SectionProtocol.Subscribed place) {
            start = place.start();
            world.post().send(() -> {
                Map<EntityKey, MovingRestaurant.Row> state = restaurant.section(section);
                world.post().send(() -> show(state));
            });
        }

        private void show(Map<EntityKey, MovingRestaurant.Row> state) {
            Snapshot snapshot = MovingRestaurant.snapshot(state);
            if (world.has(DirectoryFlaw.CURSOR_BEFORE_DIRECTORY)) {
                start(state, snapshot, 0);
                return;
            }
            Duration age = Duration.between(begunAt, world.now());
            world.post()
                    .send(() -> world.tell(
                            section,
                            new SectionProtocol.Show(
                                    id, snapshot.versions(), snapshot.links(), age, false, world.byPost(shown -> {
                                        if (shown.complete()) {
                                            start(state, snapshot, shown.barrierEnd());
                                        } else {
                                            end();
                                        }
                                    }))));
        }

        @Override
        public String toString() {
            return section + "/" + (id.getMostSignificantBits() & 0xffff);
        }

        private void start(Map<EntityKey, MovingRestaurant.Row> state, Snapshot snapshot, long barrierEnd) {
            world.trace(() -> this + " begins with " + state.keySet());
            var watching = new WatchingClient(state);
            client = watching;
            feed = new SectionFeed(LIMITS, this::fetch, world::now);
            feed.attach(new Reader(
                    Objects.requireNonNull(start, "it has a place"), snapshot, barrierEnd, feed, watching, this::end));
        }

        private void fetch(Cursor from) {
            asked = from;
            askedAt = world.now();
            world.tell(section, new SectionProtocol.Renew(Set.of(id), Map.of()));
            world.tell(section, new SectionProtocol.Fetch(from, true, world.byPost(answer -> take(from, answer))));
        }

        void fetchAgain() {
            fetch(Objects.requireNonNull(asked, "it has asked"));
        }

        private void take(Cursor from, Fetched fetched) {
            if (connection == this && feed != null && from.equals(asked)) {
                world.trace(() -> this + " takes " + fetched);
                feed.fetched(from.epoch(), fetched);
            }
        }

        private void end() {
            if (connection == this) {
                connection = null;
                world.tell(section, new SectionProtocol.Unsubscribe(id, false));
            }
        }
    }

    /** A feed's only viewer, whose socket takes everything at once. */
    private static final class Reader extends FeedViewer {

        private final SectionFeed feed;
        private final WatchingClient client;
        private final Runnable whenEnded;

        Reader(
                Cursor start,
                Snapshot snapshot,
                long barrierEnd,
                SectionFeed feed,
                WatchingClient client,
                Runnable whenEnded) {
            super(start, snapshot.versions(), barrierEnd);
            this.feed = feed;
            this.client = client;
            this.whenEnded = whenEnded;
        }

        @Override
        protected void write(LiveBatch batch) {
            client.take(batch);
            feed.acknowledged(this);
        }

        @Override
        protected void fetchAlone(Cursor from, boolean catchesUp) {
            throw new AssertionError("a viewer that takes everything at once never falls behind");
        }

        @Override
        protected void end(End reason) {
            whenEnded.run();
        }

        @Override
        protected boolean hasControlFrames() {
            return false;
        }

        @Override
        protected void leftOut(long conflated, long missed) {}
    }

    private static final SectionFeed.Limits LIMITS = new SectionFeed.Limits(10_000, Long.MAX_VALUE, 1_000_000);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final DirectoryWorld world;
    private final MovingRestaurant restaurant;
    private final SectionId section;
    private @Nullable Connection connection;

    JoiningViewer(DirectoryWorld world, MovingRestaurant restaurant, SectionId section) {
        this.world = world;
        this.restaurant = restaurant;
        this.section = section;
    }

    void step(boolean calm) {
        Connection current = connection;
        if (current == null) {
            if (calm || world.random().nextInt(30) == 0) {
                connection = new Connection();
                connection.begin();
            }
        } else if (!calm && world.random().nextInt(150) == 0) {
            current.end();
        } else if (current.client == null && current.begunAt.plus(PATIENCE).isBefore(world.now())) {
            current.end();
        } else if (current.client != null && current.askedAt.plus(PATIENCE).isBefore(world.now())) {
            current.fetchAgain();
        }
    }

    SectionId section() {
        return section;
    }

    /** What it shows; null if it isn't in. */
    @Nullable
    Map<EntityKey, Instant> view() {
        WatchingClient client = connection == null ? null : connection.client;
        return client == null ? null : client.view();
    }
}
