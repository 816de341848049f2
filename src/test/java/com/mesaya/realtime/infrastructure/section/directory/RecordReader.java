package com.mesaya.realtime.infrastructure.section.directory;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.entity.Whereabouts;
import com.mesaya.realtime.infrastructure.section.actor.Appends;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import com.mesaya.realtime.infrastructure.section.routing.RoutedEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads a partition, some records at once, as {@link RoutedEvents} does; and again from what it has committed if it dies. */
final class RecordReader {

    private static final int IN_FLIGHT = 4;
    private static final int PATIENCE_MOMENTS = 60;

    /** A record on its way; one of an earlier incarnation of the reader goes on, but nobody waits for it. */
    private final class Delivery {

        private final EntityChange change;
        private int moments;
        private boolean found;
        private boolean done;
        private int open;
        private final List<SectionId> withoutIt = new ArrayList<>();
        private final DeliveredVersions memory = told;

        Delivery(EntityChange change) {
            this.change = change;
            lookUp();
            SectionId home = change.home();
            if (home != null && world.random().nextInt(4) == 0) {
                world.post().send(() -> appendEarly(home));
            }
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

        /** Sends the event as if the directory were late. */
        private void appendEarly(SectionId home) {
            SectionEvent event = change.in(home);
            world.tell(
                    home,
                    Appends.of(
                            world.has(DirectoryFlaw.EARLY_WHERE_UNKNOWN)
                                    ? new SectionProtocol.Incoming(event)
                                    : SectionProtocol.Incoming.early(event),
                            world.byPost(
                                    appended -> world.trace(() -> home + " took early " + change + ": " + appended))));
        }

        void take(Whereabouts whereabouts) {
            if (found) {
                return;
            }
            found = true;
            List<SectionId> told = whereabouts.sections().stream()
                    .filter(section -> !world.has(DirectoryFlaw.NO_LOOK_UP) || section.equals(change.home()))
                    .toList();
            open = told.size();
            if (told.isEmpty()) {
                conclude(whereabouts);
            }
            if (world.has(DirectoryFlaw.UNREGISTERED_TOO_EARLY)) {
                unregister(whereabouts, told);
            }
            told.forEach(section -> world.post().send(() -> append(section, whereabouts)));
        }

        private void append(SectionId section, Whereabouts whereabouts) {
            world.tell(
                    section,
                    Appends.of(
                            new SectionProtocol.Incoming(
                                    change.in(section), change.home() == null, whereabouts.incarnation()),
                            world.byPost(appended -> {
                                world.trace(() -> section + " took " + change + ": " + appended);
                                if (Appends.result(appended).hidesEntity()) {
                                    withoutIt.add(section);
                                }
                                if (--open == 0) {
                                    conclude(whereabouts);
                                    unregister(whereabouts, withoutIt);
                                }
                            })));
        }

        private void conclude(Whereabouts whereabouts) {
            done = true;
            if (whereabouts.news()) {
                memory.add(change);
            }
        }

        private void unregister(Whereabouts whereabouts, List<SectionId> sections) {
            if (sections.isEmpty()) {
                return;
            }
            world.send(
                    world.bucketOf(change.entity()),
                    new DirectoryProtocol.Unregister(
                            change.entity(), whereabouts.incarnation(), whereabouts.ticket(), sections));
        }
    }

    private final DirectoryWorld world;
    private final List<EntityChange> records;
    private final List<Delivery> underWay = new ArrayList<>();
    /** What the reader's node knows of what it has told; gone when it dies. */
    private DeliveredVersions told = new DeliveredVersions(100);

    private int committed;

    RecordReader(DirectoryWorld world, List<EntityChange> records) {
        this.world = world;
        this.records = records;
        world.hears(() -> told);
    }

    void step(boolean calm) {
        if (!calm && world.random().nextInt(60) == 0) {
            underWay.clear();
            told = new DeliveredVersions(100);
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
