package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.Whereabouts;
import com.mesaya.realtime.domain.Whereabouts.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads a partition, some records at once, as {@link RoutedEvents} does; and again from what it has committed if it dies. */
final class RecordReader {

    private static final int IN_FLIGHT = 4;
    private static final int PATIENCE_MOMENTS = 60;

    /** A record on its way; one of an earlier life of the reader goes on, but nobody waits for it. */
    private final class Delivery {

        private final EntityChange change;
        private int moments;
        private boolean found;
        private boolean done;
        private int open;
        private final List<Place> places = new ArrayList<>();
        private final ToldVersions memory = told;

        Delivery(EntityChange change) {
            this.change = change;
            lookUp();
        }

        void lookUp() {
            moments = 0;
            world.send(
                    world.bucketOf(change.entity()),
                    Appends.lookUp(
                            change,
                            world.byPost(found -> take(
                                    Objects.requireNonNull(Appends.answer(found).whereabouts())))));
        }

        void take(Whereabouts whereabouts) {
            if (found) {
                return;
            }
            found = true;
            List<Place> told = whereabouts.sections().stream()
                    .filter(place -> !world.has(DirectoryFlaw.NO_LOOK_UP)
                            || place.section().equals(change.home()))
                    .toList();
            open = told.size();
            if (told.isEmpty()) {
                conclude(whereabouts);
            }
            if (world.has(DirectoryFlaw.CONFIRMED_TOO_EARLY)) {
                confirm(
                        whereabouts,
                        told.stream()
                                .map(place -> new Place(place.section(), Whereabouts.NOBODY))
                                .toList());
            }
            told.forEach(place -> world.post().send(() -> tell(place, whereabouts)));
        }

        private void tell(Place place, Whereabouts whereabouts) {
            world.tell(
                    place.section(),
                    Appends.of(
                            new SectionActor.Incoming(
                                    change.in(place.section()), change.home() == null, whereabouts.life()),
                            world.byPost(appended -> {
                                world.trace(() -> place.section() + " took " + change + ": " + appended);
                                places.add(new Place(
                                        place.section(),
                                        Appends.result(appended).life()));
                                if (--open == 0) {
                                    conclude(whereabouts);
                                    confirm(whereabouts, places);
                                }
                            })));
        }

        private void conclude(Whereabouts whereabouts) {
            done = true;
            if (whereabouts.news()) {
                memory.note(change);
            }
        }

        private void confirm(Whereabouts whereabouts, List<Place> said) {
            world.send(
                    world.bucketOf(change.entity()),
                    new DirectoryActor.Confirm(change.entity(), whereabouts.life(), whereabouts.ticket(), said));
        }
    }

    private final DirectoryWorld world;
    private final List<EntityChange> records;
    private final List<Delivery> underWay = new ArrayList<>();
    /** What the reader's node knows of what it has told; gone when it dies. */
    private ToldVersions told = new ToldVersions(100);

    private int committed;

    RecordReader(DirectoryWorld world, List<EntityChange> records) {
        this.world = world;
        this.records = records;
        world.hears(() -> told);
    }

    void step(boolean calm) {
        if (!calm && world.random().nextInt(60) == 0) {
            underWay.clear();
            told = new ToldVersions(100);
        }
        underWay.forEach(delivery -> {
            if (++delivery.moments > PATIENCE_MOMENTS && !delivery.found) {
                delivery.lookUp();
            }
        });
        while (!underWay.isEmpty() && underWay.get(0).done) {
            underWay.remove(0);
            committed++;
        }
        boolean reads = calm || world.random().nextInt(8) == 0;
        while (reads && underWay.size() < IN_FLIGHT && committed + underWay.size() < records.size()) {
            underWay.add(new Delivery(records.get(committed + underWay.size())));
        }
    }

    boolean isDone() {
        return committed == records.size();
    }
}
