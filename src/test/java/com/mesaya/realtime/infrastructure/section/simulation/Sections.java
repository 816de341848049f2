package com.mesaya.realtime.infrastructure.section.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.domain.log.LogLimits;
import com.mesaya.realtime.domain.log.SectionLog;
import com.mesaya.realtime.infrastructure.metrics.PrometheusMonitor;
import com.mesaya.realtime.infrastructure.section.actor.Appends;
import com.mesaya.realtime.infrastructure.section.actor.IsolatedSections;
import com.mesaya.realtime.infrastructure.section.actor.SectionCensus;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.Nullable;

/** Where the real section actors live: starts each when it is spoken to, stops it when it asks for that, as a shard does. */
final class Sections implements AutoCloseable {

    private static final SectionCensus CENSUS = new SectionCensus(new PrometheusMonitor());

    /** Each life has a log of its own; the shadow gets what the real one gets, and shows what that holds. */
    private static final class Home {
        private @Nullable ActorRef<SectionProtocol.Command> actor;
        private SectionLog shadow;
        private int losses;

        Home(LogLimits limits) {
            this.shadow = new SectionLog(0, limits);
        }
    }

    private final World world;
    private final Stage stage;
    private final Topics topics;
    private final Map<SectionId, Home> homes = new LinkedHashMap<>();
    private final Map<Origin, Integer> lossesBefore = new HashMap<>();
    private final Stage.Mailbox<ClusterSharding.ShardCommand> shard;
    private final Stage.Mailbox<SectionProtocol.Appended> outcomes;
    private final Stage.Mailbox<SectionProtocol.Subscribed> places;
    private final Stage.Mailbox<SectionProtocol.Command> nextIncarnation;
    private Consumer<SectionId> whenLifeEnds = section -> {};

    Sections(World world, Stage stage, Topics topics) {
        this.world = world;
        this.topics = topics;
        this.stage = stage;
        this.shard = stage.mailbox();
        this.outcomes = stage.mailbox();
        this.places = stage.mailbox();
        this.nextIncarnation = stage.mailbox();
        world.scenario()
                .sections()
                .forEach(section ->
                        homes.put(section, new Home(world.scenario().settings().log())));
    }

    void whenLifeEnds(Consumer<SectionId> check) {
        whenLifeEnds = check;
    }

    /** @return whether the section has survived it */
    boolean tell(SectionId section, SectionProtocol.Command command) {
        awake(section);
        boolean armed = world.clock().isArmed();
        deliver(section, command);
        boolean survived = !armed || world.clock().isArmed();
        if (!survived) {
            restarted(section);
        }
        return survived;
    }

    /** A message that a section forwards, since it is about to end, waits in the shard until the section has ended. */
    private void deliver(SectionId section, SectionProtocol.Command command) {
        awake(section).tell(command);
        nextIncarnation.take().forEach(forwarded -> {
            world.count(Happening.FORWARDED);
            stop(section);
            deliver(section, forwarded);
        });
    }

    /** A viewer shows a snapshot with these versions; the log knows. */
    void shown(SectionId section, Map<EntityKey, Instant> versions) {
        home(section).shadow.show(versions);
    }

    /** @return whether the log's decision came back */
    boolean append(SectionId section, SectionEvent event) {
        Home home = home(section);
        SectionLog shadow = home.shadow;
        int losses = home.losses;
        boolean survived = tell(section, Appends.of(event, outcomes.ref()));
        List<SectionProtocol.Appended> answer = outcomes.take();
        answer.forEach(appended -> Appends.result(appended)
                .outcome()
                .ifPresentOrElse(
                        outcome -> {
                            world.count(Happening.valueOf(outcome.name()));
                            world.trace(() -> outcome + " " + event.name() + " of " + event.origin());
                            lossesBefore.put(event.origin(), losses);
                            if (survived) {
                                assertThat(outcome)
                                        .as("outcome for %s", event.origin())
                                        .isEqualTo(home.shadow.append(event, world.now()));
                                checkMemory(shadow);
                            }
                        },
                        () -> failedOver(event, losses)));
        return !answer.isEmpty();
    }

    /** The record is passed over, as if the lost log had taken it. */
    private void failedOver(SectionEvent event, int losses) {
        world.count(Happening.FAILED_APPEND);
        world.trace(() -> "failed over " + event.origin());
        lossesBefore.put(event.origin(), losses);
    }

    /** What was filed elsewhere is told as what it is. */
    Fetched filedRightly(Fetched fetched) {
        return fetched instanceof Fetched.Batch batch
                ? new Fetched.Batch(
                        batch.after(),
                        batch.entries().stream()
                                .map(entry -> new LogEntry(
                                        entry.sequence(),
                                        topics.at(entry.event().origin())
                                                .at(entry.event().origin()),
                                        entry.appendedAt()))
                                .toList(),
                        batch.next(),
                        batch.conflated(),
                        batch.missed(),
                        batch.head())
                : fetched;
    }

    /** The end of the section's log. */
    Cursor head(SectionId section) {
        var subscriber = new UUID(world.number(), 0);
        deliver(section, new SectionProtocol.Subscribe(subscriber, places.ref()));
        deliver(section, new SectionProtocol.Unsubscribe(subscriber, true));
        return places.take().get(0).start();
    }

    /** How often the section's log has been lost, by a restart or a move; passivation is no loss. */
    int losses(SectionId section) {
        return home(section).losses;
    }

    /** How often the log had been lost before it got this record last; all of them if it hasn't got it at all. */
    int lossesBefore(Origin origin) {
        return lossesBefore.getOrDefault(origin, Integer.MAX_VALUE);
    }

    /** Whether nobody needs any section any more. */
    boolean areAllAsleep() {
        return homes.values().stream().allMatch(home -> home.actor == null);
    }

    void timePasses(Duration time) {
        world.clock().advance(time);
        // Ticks that are due at once come in any order, so none of them is to be the one that fails.
        int sabotage = world.clock().disarm();
        stage.timePasses(time);
        world.clock().failAtRead(sabotage);
        List<ClusterSharding.ShardCommand> asked = shard.take();
        homes.forEach((section, home) -> {
            if (home.actor != null && asked.contains(new ClusterSharding.Passivate<>(home.actor))) {
                world.count(Happening.PASSIVATION);
                stop(section);
            }
        });
    }

    /** The section goes elsewhere, and its log doesn't. */
    void move(SectionId section) {
        Home home = home(section);
        if (home.actor != null) {
            world.count(Happening.MOVE);
            home.losses++;
            stop(section);
        }
    }

    @Override
    public void close() {
        world.clock().failAtRead(0);
        homes.keySet().forEach(this::stop);
    }

    private ActorRef<SectionProtocol.Command> awake(SectionId section) {
        Home home = home(section);
        if (home.actor == null) {
            int sabotage = world.clock().disarm();
            home.actor = stage.spawn(new IsolatedSections(CENSUS, world.clock())
                    .section(
                            section,
                            shard.ref(),
                            nextIncarnation.ref(),
                            world.scenario().settings()));
            begin(home);
            world.clock().failAtRead(sabotage);
        }
        return home.actor;
    }

    private void restarted(SectionId section) {
        world.count(Happening.RESTART);
        Home home = home(section);
        home.losses++;
        begin(home);
        world.trace(() -> section + " restarted");
        whenLifeEnds.accept(section);
    }

    private void begin(Home home) {
        home.shadow = new SectionLog(0, world.scenario().settings().log());
    }

    private void stop(SectionId section) {
        ActorRef<SectionProtocol.Command> actor = home(section).actor;
        if (actor != null) {
            actor.tell(SectionProtocol.Stop.INSTANCE);
            home(section).actor = null;
            world.trace(() -> section + " stopped");
            whenLifeEnds.accept(section);
        }
    }

    private Home home(SectionId section) {
        return homes.computeIfAbsent(
                section, absent -> new Home(world.scenario().settings().log()));
    }

    private void checkMemory(SectionLog log) {
        LogLimits limits = world.scenario().settings().log();
        assertThat(log.bytes()).isLessThanOrEqualTo(limits.maxBytes());
        assertThat(log.entities()).isLessThanOrEqualTo(limits.maxEntities());
        assertThat(log.size()).isLessThanOrEqualTo(limits.window() + log.entities());
    }
}
