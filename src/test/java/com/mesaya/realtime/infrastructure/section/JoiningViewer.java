package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.application.LiveEvents;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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
        private @Nullable LiveEvents live;
        private @Nullable WatchingClient client;
        private Cursor cursor = new Cursor(0, 0);
        private Instant askedAt = Instant.MAX;

        void begin() {
            world.post().send(() -> world.tell(section, new SectionActor.Subscribe(id, world.byPost(this::ask))));
        }

        private void ask(SectionActor.Subscribed place) {
            cursor = place.start();
            world.post().send(() -> {
                Map<EntityKey, MovingRestaurant.Row> state = restaurant.section(section);
                world.post().send(() -> show(state));
            });
        }

        private void show(Map<EntityKey, MovingRestaurant.Row> state) {
            Snapshot snapshot = MovingRestaurant.snapshot(state);
            if (world.has(DirectoryFlaw.CURSOR_BEFORE_DIRECTORY)) {
                start(state, snapshot);
                return;
            }
            Duration age = Duration.between(begunAt, world.now());
            world.post()
                    .send(() -> world.tell(
                            section,
                            new SectionActor.Show(
                                    id, snapshot.versions(), snapshot.links(), age, world.byPost(shown -> {
                                        if (shown.complete()) {
                                            start(state, snapshot);
                                        } else {
                                            end();
                                        }
                                    }))));
        }

        @Override
        public String toString() {
            return section + "/" + (id.getMostSignificantBits() & 0xffff);
        }

        private void start(Map<EntityKey, MovingRestaurant.Row> state, Snapshot snapshot) {
            world.trace(() -> this + " begins with " + state.keySet());
            live = new LiveEvents(snapshot.versions());
            client = new WatchingClient(state);
            fetch();
        }

        void fetch() {
            askedAt = world.now();
            world.tell(section, new SectionActor.Renew(Set.of(id)));
            world.tell(section, new SectionActor.Fetch(cursor, true, world.byPost(this::take)));
        }

        private void take(Fetched fetched) {
            if (connection != this || live == null || client == null) {
                return;
            }
            if (fetched instanceof Fetched.Batch batch && batch.next().sequence() < cursor.sequence()) {
                return;
            }
            world.trace(() -> this + " takes " + fetched);
            if (live.next(fetched) instanceof LiveEvents.Tell tell && fetched instanceof Fetched.Batch batch) {
                client.take(tell);
                cursor = batch.next();
                fetch();
            } else {
                end();
            }
        }

        private void end() {
            if (connection == this) {
                connection = null;
                world.tell(section, new SectionActor.Unsubscribe(id));
            }
        }
    }

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
            current.fetch();
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
