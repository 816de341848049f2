package com.mesaya.realtime.infrastructure.section.simulation;

import com.mesaya.realtime.domain.SectionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One seed's world: sections, viewers and a main API, and Kafka between them; everything real on the way from a record to a
 * viewer's frame but the socket. Runs on the calling thread; a seed always does the same.
 */
public final class Simulation implements AutoCloseable {

    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final int ROUNDS_TO_SETTLE = 300;

    private final World world;
    private final MainApi api;
    private final Topics topics;
    private final Sections sections;
    private final Consumer consumer;
    private final List<Viewer> viewers = new ArrayList<>();
    private final Truth truth;

    private Simulation(long seed, Flaw flaw, boolean verbose, Stage stage) {
        world = new World(seed, flaw, verbose);
        world.trace(() -> world.scenario().toString());
        api = new MainApi(world);
        topics = new Topics(world);
        sections = new Sections(world, stage, topics);
        consumer = new Consumer(world, topics, sections);
        truth = new Truth(world, api, topics, sections);
        for (SectionId section : world.scenario().sections()) {
            List<Feed> nodes =
                    List.of(new Feed(world, stage, sections, section), new Feed(world, stage, sections, section));
            for (int i = 0; i < world.scenario().viewers(); i++) {
                Feed feed = nodes.get(i % nodes.size());
                viewers.add(new Viewer(section.value() + "v" + i, world, stage, sections, api, topics, feed));
            }
        }
        sections.whenLifeEnds(section -> Truth.checkNobodyWaitsForTheDead(viewers, section, world));
    }

    /**
     * Runs a seed.
     *
     * @return what happened
     * @throws AssertionError if something did that mustn't
     */
    public static Tally run(long seed, Flaw flaw, boolean verbose, Stage stage) {
        try (var simulation = new Simulation(seed, flaw, verbose, stage)) {
            simulation.live();
            simulation.settle();
            simulation.leave();
            return simulation.world.tally();
        }
    }

    @Override
    public void close() {
        sections.whenLifeEnds(section -> {});
        sections.close();
    }

    private void live() {
        for (int step = 0; step < Scenario.STEPS; step++) {
            boolean lull = world.chance(1);
            int moments = lull ? 200 + world.below(600) : 1;
            for (int i = 0; i < moments; i++) {
                sections.timePasses(lull ? MOMENT : Duration.ofMillis(world.below(400)));
                if (!lull && world.chance(world.scenario().changePercent())) {
                    change();
                }
                everyoneActs();
                if (lull && consumer.isDone() && i > 100) {
                    sections.timePasses(Duration.ofMillis(900));
                }
            }
            if (world.mishap(world.scenario().troublePercent())) {
                trouble();
            }
        }
    }

    private void change() {
        int changes = 1 + world.below(world.chance(10) ? 20 : 2);
        for (int i = 0; i < changes; i++) {
            topics.publish(api.change(world.oneOf(world.scenario().sections())));
        }
    }

    private void everyoneActs() {
        topics.shift();
        consumer.step();
        viewers.forEach(Viewer::step);
    }

    /** Someone who reads the clock soon throws, or a section moves. */
    private void trouble() {
        if (world.chance(70)) {
            world.clock().failAtRead(1 + world.below(4));
        } else {
            sections.move(world.oneOf(world.scenario().sections()));
        }
    }

    /** Nothing goes wrong any more, and everybody who is away comes back and reads. */
    private void settle() {
        world.trace(() -> "everything calms down");
        world.calmDown();
        world.clock().disarm();
        int rounds = 0;
        while (!(consumer.isDone() && truth.findHanging(viewers).isEmpty())) {
            if (++rounds > ROUNDS_TO_SETTLE) {
                throw new AssertionError(
                        "left hanging: " + truth.findHanging(viewers) + ", consumer done: " + consumer.isDone());
            }
            sections.timePasses(MOMENT);
            everyoneActs();
        }
        viewers.forEach(truth::check);
    }

    /** When everybody is gone no section stays awake for long, even if some were never seen to go. */
    private void leave() {
        viewers.forEach(viewer -> viewer.leave(world.chance(60)));
        var settings = world.scenario().settings();
        Duration lease = settings.pollTimeout().multipliedBy(8);
        Duration enough = lease.plus(settings.resumeMaxAge())
                .plus(settings.linger().multipliedBy(2))
                .plus(MainApi.LONGEST_HOLD);
        for (Duration time = Duration.ZERO; time.compareTo(enough) < 0; time = time.plusSeconds(1)) {
            sections.timePasses(Duration.ofSeconds(1));
        }
        if (!sections.areAllAsleep()) {
            throw new AssertionError("a section that nobody watches doesn't end");
        }
    }
}
