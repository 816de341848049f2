package com.mesaya.realtime.infrastructure.section.simulation;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.ResumePoint;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Someone who watches a section: joins as {@code JoinSection} does it, reads in its own way, goes and comes back. */
final class Viewer {

    private enum Pace {
        FAST,
        SLOW,
        BURSTS,
        STOPPED
    }

    /** The request for the snapshot is under way. */
    private record Joining(
            UUID id, SectionProtocol.@Nullable Subscribed place, Instant begunAt, Instant readAt, Instant doneAt) {}

    private final World world;
    private final Sections sections;
    private final MainApi api;
    private final SectionId section;
    private final Feed feed;
    private final String name;
    private final Client client;
    private final Stage.Mailbox<Fetched> answers;
    private final Stage.Mailbox<SectionProtocol.Subscribed> places;
    private final Stage.Mailbox<SectionProtocol.Resumed> resumptions;
    private final Stage.Mailbox<SectionProtocol.Shown> shown;
    private @Nullable Joining joining;
    private @Nullable Map<EntityKey, MainApi.Row> snapshot;
    private @Nullable Connection connection;
    private Instant backAt;
    private Pace pace = Pace.FAST;

    Viewer(String name, World world, Stage stage, Sections sections, MainApi api, Topics topics, Feed feed) {
        this.name = name;
        this.world = world;
        this.sections = sections;
        this.api = api;
        this.feed = feed;
        this.section = feed.section();
        this.client = new Client(name, topics);
        this.answers = stage.mailbox();
        this.places = stage.mailbox();
        this.resumptions = stage.mailbox();
        this.shown = stage.mailbox();
        this.backAt = world.now().plusMillis(world.below(20_000));
    }

    Client client() {
        return client;
    }

    SectionId section() {
        return section;
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    void step() {
        if (connection != null) {
            watch(connection);
        } else if (joining != null) {
            goOnJoining(joining);
        } else if (world.isCalm() || !backAt.isAfter(world.now())) {
            comeBack();
        }
    }

    /** Goes for good. */
    void leave(boolean noticed) {
        if (connection != null) {
            connection.close(noticed);
            connection = null;
        }
    }

    private void comeBack() {
        ResumePoint point = client.place();
        UUID id = newId();
        if (point != null && sections.tell(section, new SectionProtocol.Resume(id, point, resumptions.ref()))) {
            SectionProtocol.Resumed resumed = resumptions.take().get(0);
            var versions = resumed.versions();
            world.count(versions.isPresent() ? Happening.RESUME_HIT : Happening.RESUME_MISSED);
            world.trace(() -> name + " resumes: " + versions.isPresent());
            if (versions.isPresent()) {
                connection = new Connection(
                        world,
                        sections,
                        feed,
                        answers,
                        id,
                        point.cursor(),
                        world.has(Flaw.NO_BARRIER) ? Map.of() : versions.orElseThrow(),
                        resumed.barrierEnd());
                connection.goOn();
                return;
            }
        } else if (point != null) {
            goAway(2_000);
            return;
        }
        join();
    }

    private void join() {
        UUID id = newId();
        snapshot = world.has(Flaw.GET_BEFORE_SUBSCRIBE) ? api.state(section) : null;
        SectionProtocol.Subscribed place = snapshot == null ? subscribe(id) : null;
        if (place == null && snapshot == null) {
            goAway(2_000);
            return;
        }
        int delay = world.isCalm() ? 1 : 1 + world.below(world.chance(20) ? 6_000 : 300);
        Instant readAt = world.now().plusMillis(world.below(delay));
        joining = new Joining(id, place, world.now(), readAt, readAt.plusMillis(world.below(delay)));
    }

    private SectionProtocol.@Nullable Subscribed subscribe(UUID id) {
        boolean survived = sections.tell(section, new SectionProtocol.Subscribe(id, places.ref()));
        List<SectionProtocol.Subscribed> answer = places.take();
        return survived ? answer.get(0) : null;
    }

    private void goOnJoining(Joining join) {
        if (snapshot == null && !join.readAt().isAfter(world.now())) {
            snapshot = api.state(section);
        }
        if (snapshot == null || join.doneAt().isAfter(world.now())) {
            return;
        }
        joining = null;
        SectionProtocol.Subscribed place = join.place() == null ? subscribe(join.id()) : join.place();
        if (place == null || world.mishap(5)) {
            world.count(Happening.JOIN_REFUSED);
            sections.tell(section, new SectionProtocol.Unsubscribe(join.id(), true));
            goAway(3_000);
            return;
        }
        world.count(Happening.JOIN);
        Map<EntityKey, Instant> versions = snapshot.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, row -> row.getValue().version()));
        Map<EntityKey, Instant> known = world.has(Flaw.NO_BARRIER) ? Map.of() : versions;
        SectionProtocol.Shown answer = show(join, known);
        if (answer == null || !answer.complete()) {
            world.count(Happening.JOIN_REFUSED);
            sections.tell(section, new SectionProtocol.Unsubscribe(join.id(), true));
            goAway(1_000);
            return;
        }
        world.trace(() -> name + " joins");
        sections.shown(section, known);
        connection =
                new Connection(world, sections, feed, answers, join.id(), place.start(), known, answer.barrierEnd());
        connection.begin(snapshot, place.holds());
    }

    private SectionProtocol.@Nullable Shown show(Joining join, Map<EntityKey, Instant> versions) {
        Duration age = Duration.between(join.begunAt(), world.now());
        sections.tell(section, new SectionProtocol.Show(join.id(), versions, Map.of(), age, true, shown.ref()));
        List<SectionProtocol.Shown> answer = shown.take();
        return answer.isEmpty() ? null : answer.get(answer.size() - 1);
    }

    private void watch(Connection current) {
        current.step();
        if (world.chance(5)) {
            pace = world.oneOf(List.of(Pace.values()));
        }
        boolean burst = world.chance(8);
        int frames = world.isCalm()
                ? Integer.MAX_VALUE
                : switch (pace) {
                    case FAST -> Integer.MAX_VALUE;
                    case SLOW -> world.below(2);
                    case BURSTS -> burst ? 1_000 : 0;
                    case STOPPED -> 0;
                };
        boolean goes = world.mishap(3);
        read(current, goes ? world.below(4) : frames);
        if (goes && connection != null) {
            world.count(current.socket().isEmpty() ? Happening.DISCONNECTED : Happening.RESUME_MID_BATCH);
            world.trace(() -> name + " goes");
            current.close(!world.chance(15));
            connection = null;
            goAway(world.chance(20) ? 60_000 : 4_000);
            if (world.chance(10)) {
                client.forgetPlace();
            }
        }
    }

    private void read(Connection current, int frames) {
        for (int i = 0; i < frames; i++) {
            Sent sent = current.socket().poll();
            if (sent == null) {
                current.step();
                sent = current.socket().poll();
            }
            if (sent == null) {
                return;
            }
            Sent next = sent;
            world.trace(() -> name + " gets " + describe(next));
            if (sent instanceof Sent.Closed closed) {
                world.count(closed.reason());
                current.close(true);
                connection = null;
                goAway(1_000);
                return;
            }
            client.takes(sent);
        }
    }

    private static String describe(Sent sent) {
        return sent instanceof Sent.Event event
                ? event.entry().event().name() + " "
                        + event.entry().event().entity().id() + " "
                        + event.entry().event().version() + " at "
                        + event.cursor().cursor().sequence()
                : sent.getClass().getSimpleName();
    }

    private void goAway(int atMost) {
        backAt = world.now().plusMillis(world.below(atMost));
    }

    private UUID newId() {
        return new UUID(world.number(), world.number());
    }

    @Override
    public String toString() {
        return name;
    }
}
