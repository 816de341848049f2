package com.mesaya.realtime.infrastructure.section.simulation;

import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads each partition in order and hands its records to the sections, some at once; sends again what isn't acknowledged,
 * and commits in the order it has read. Sometimes it starts over from what it had committed.
 */
final class Consumer {

    private static final class Delivery {
        private final Topics.Published record;
        private boolean acknowledged;
        private Instant sendAt;

        Delivery(Topics.Published record, Instant now) {
            this.record = record;
            this.sendAt = now;
        }
    }

    private final World world;
    private final Topics topics;
    private final Sections sections;
    private final Map<Origin.Partition, Integer> positions = new HashMap<>();
    private final Map<Origin.Partition, Integer> commits = new HashMap<>();
    private final Map<Origin.Partition, Integer> committed = new HashMap<>();
    private final Deque<Delivery> inFlight = new ArrayDeque<>();
    private final List<Delivery> strays = new ArrayList<>();

    Consumer(World world, Topics topics, Sections sections) {
        this.world = world;
        this.topics = topics;
        this.sections = sections;
    }

    void step() {
        if (world.mishap(1)) {
            startOver();
        }
        sendDue();
        while (inFlight.size() < world.scenario().maxInFlight() && world.chance(95)) {
            Topics.Published next = poll();
            if (next == null) {
                break;
            }
            var delivery = new Delivery(next, world.now());
            inFlight.add(delivery);
            send(delivery);
            commit();
        }
        commit();
        if (world.chance(25)) {
            committed.putAll(commits);
        }
    }

    /** Whether the sections have all there is. */
    boolean isDone() {
        return inFlight.isEmpty()
                && strays.isEmpty()
                && topics.partitions().stream()
                        .allMatch(partition -> topics.arrived(partition, position(partition)) == null);
    }

    private void sendDue() {
        inFlight.stream()
                .filter(delivery -> !delivery.acknowledged && !delivery.sendAt.isAfter(world.now()))
                .forEach(this::send);
        List<Delivery> late = strays.stream()
                .filter(stray -> !stray.sendAt.isAfter(world.now()))
                .toList();
        strays.removeAll(late);
        late.forEach(this::handOver);
    }

    private Topics.@Nullable Published poll() {
        List<Origin.Partition> ready = topics.partitions().stream()
                .filter(partition -> topics.arrived(partition, position(partition)) != null)
                .toList();
        if (ready.isEmpty()) {
            return null;
        }
        Origin.Partition partition = world.oneOf(ready);
        int position = position(partition);
        positions.put(partition, position + 1);
        return topics.arrived(partition, position);
    }

    private int position(Origin.Partition partition) {
        return positions.getOrDefault(partition, 0);
    }

    /** Without an acknowledgement within the timeout it is sent again. */
    private void send(Delivery delivery) {
        int loss = world.scenario().lossPercent();
        delivery.sendAt = world.now().plus(world.scenario().settings().askTimeout());
        if (world.mishap(loss)) {
            world.count(Happening.LOST_APPEND);
            world.trace(() -> "lost " + delivery.record.origin());
            return;
        }
        boolean answered = handOver(delivery);
        if (answered && world.mishap(loss)) {
            world.count(Happening.LOST_ACKNOWLEDGEMENT);
            return;
        }
        delivery.acknowledged = answered;
        if (world.mishap(loss)) {
            world.count(Happening.STRAY_APPEND);
            strays.add(new Delivery(delivery.record, world.now().plusMillis(world.below(1_500))));
        }
    }

    private boolean handOver(Delivery delivery) {
        Change change = delivery.record.change();
        Origin origin = delivery.record.origin();
        boolean forgets = world.has(Flaw.NO_TOMBSTONES) && change.action().equals("deleted");
        SectionEvent event = forgets ? change.filedElsewhere(origin) : change.at(origin);
        return sections.append(change.section(), event);
    }

    private void commit() {
        while (!inFlight.isEmpty() && inFlight.peekFirst().acknowledged) {
            Origin origin = inFlight.removeFirst().record.origin();
            commits.put(origin.in(), (int) origin.offset() + 1);
        }
    }

    private void startOver() {
        world.count(Happening.REPLAY);
        world.trace(() -> "consumer starts over");
        inFlight.clear();
        positions.clear();
        positions.putAll(committed);
        commits.clear();
        commits.putAll(committed);
    }
}
