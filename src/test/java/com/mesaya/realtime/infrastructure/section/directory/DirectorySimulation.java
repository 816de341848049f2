package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.infrastructure.section.simulation.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One seed's world, in which tables move and objects are linked and unlinked while viewers come and go, sections sleep, and
 * sections, buckets and readers die. In the end everybody must show what the main API would answer.
 */
final class DirectorySimulation {

    private static final int STEPS = 500;
    private static final int ROUNDS_TO_SETTLE = 700;
    private static final int VIEWERS_PER_SECTION = 2;

    private final DirectoryWorld world;
    private final MovingRestaurant restaurant;
    private final Map<Origin.Partition, RecordReader> readers = new LinkedHashMap<>();
    private final List<JoiningViewer> viewers = new ArrayList<>();
    private int ghosts;

    private DirectorySimulation(long seed, DirectoryFlaw flaw, Stage stage) {
        world = new DirectoryWorld(seed, flaw, stage);
        restaurant = new MovingRestaurant(world.random(), world::now);
        MovingRestaurant.SECTIONS.forEach(section -> {
            for (int viewer = 0; viewer < VIEWERS_PER_SECTION; viewer++) {
                viewers.add(new JoiningViewer(world, restaurant, section));
            }
        });
    }

    /**
     * Runs a seed.
     *
     * @return how often somebody shows in the end what only a bucket knew better that was lost: a known limit
     * @throws AssertionError if something happened that mustn't
     */
    static int run(long seed, DirectoryFlaw flaw, Stage stage) {
        var simulation = new DirectorySimulation(seed, flaw, stage);
        try {
            simulation.live();
            simulation.viewers.forEach(simulation::check);
            return simulation.ghosts;
        } catch (AssertionError failure) {
            simulation.world.trace().forEach(System.out::println);
            throw failure;
        } finally {
            simulation.world.end();
        }
    }

    private void live() {
        for (int step = 0; step < STEPS; step++) {
            if (world.random().nextInt(3) == 0) {
                restaurant.change();
            }
            if (world.random().nextInt(25) == 0) {
                world.somethingDies();
            }
            if (world.random().nextInt(40) == 0) {
                world.aBucketMoves();
            }
            act(false);
        }
        for (int round = 0; round < ROUNDS_TO_SETTLE; round++) {
            act(true);
        }
        if (!readers.values().stream().allMatch(RecordReader::isDone)) {
            throw new AssertionError("records are left");
        }
    }

    private void act(boolean calm) {
        restaurant
                .topics()
                .forEach((partition, records) -> readers.computeIfAbsent(
                                partition, absent -> new RecordReader(world, records))
                        .step(calm));
        viewers.forEach(viewer -> viewer.step(calm));
        world.timePasses();
    }

    private void check(JoiningViewer viewer) {
        Map<EntityKey, Instant> view = viewer.view();
        if (view == null) {
            throw new AssertionError("somebody can't join " + viewer.section());
        }
        Map<EntityKey, MovingRestaurant.Row> truth = restaurant.section(viewer.section());
        truth.forEach((key, row) -> {
            if (!row.version().equals(view.get(key))) {
                throw new AssertionError(
                        viewer.section() + " shows " + key + " of " + view.get(key) + " instead of " + row);
            }
        });
        view.forEach((key, version) -> {
            if (!truth.containsKey(key)) {
                if (!world.wasForgotten(key, version) && !world.forgotALinkOf(key)) {
                    throw new AssertionError(viewer.section() + " shows " + key + " of " + version + ", a ghost");
                }
                ghosts++;
            }
        });
    }
}
