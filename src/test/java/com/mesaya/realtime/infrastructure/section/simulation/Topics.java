package com.mesaya.realtime.infrastructure.section.simulation;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Kafka: three partitions for each topic, records without keys, each partition lagging by its own, changing time. */
final class Topics {

    private static final int PARTITIONS = 3;

    /** A change at its place. */
    record Published(Change change, Origin origin, Instant at) {}

    private static final class PartitionLog {
        private final List<Published> records = new ArrayList<>();
        private Duration lag = Duration.ZERO;
    }

    private final World world;
    private final Map<Origin.Partition, PartitionLog> partitions = new LinkedHashMap<>();

    Topics(World world) {
        this.world = world;
    }

    /** Puts a change into any partition of its topic; sometimes twice, as a producer that tries again does. */
    void publish(Change change) {
        append(change);
        if (world.mishap(4)) {
            world.count(Happening.PRODUCER_DUPLICATE);
            append(change);
        }
    }

    /** Some partitions fall behind, others catch up. */
    void shift() {
        long maxLag = world.scenario().maxLag().toMillis();
        for (PartitionLog partition : partitions.values()) {
            if (world.chance(10)) {
                partition.lag = Duration.ofMillis(world.chance(50) ? 0 : (long) world.below((int) maxLag));
            }
        }
    }

    List<Origin.Partition> partitions() {
        return List.copyOf(partitions.keySet());
    }

    /** The record at this place, if it has arrived there by now. */
    @Nullable
    Published arrived(Origin.Partition place, int offset) {
        PartitionLog partition = partition(place);
        if (offset >= partition.records.size()) {
            return null;
        }
        Published record = partition.records.get(offset);
        Duration lag = world.isCalm() ? Duration.ZERO : partition.lag;
        return record.at().plus(lag).isAfter(world.now()) ? null : record;
    }

    /** Where the newest change of an entity, or of its holds, was published. */
    List<Origin> lastOf(EntityKey entity, boolean holds) {
        var newest = new ArrayList<Published>();
        for (PartitionLog partition : partitions.values()) {
            for (Published record : partition.records) {
                Change change = record.change();
                if (change.entity().equals(entity) && change.nature().isEphemeral() == holds) {
                    newest.removeIf(older -> older.change().number() < change.number());
                    if (newest.isEmpty() || newest.get(0).change().number() == change.number()) {
                        newest.add(record);
                    }
                }
            }
        }
        return newest.stream().map(Published::origin).toList();
    }

    /** What was published there. */
    Change at(Origin origin) {
        return partition(origin.in()).records.get((int) origin.offset()).change();
    }

    private void append(Change change) {
        String topic = "mesa-ya." + change.entity().kind() + "s."
                + (world.scenario().topicPerAction() ? change.action() : "events");
        var place = new Origin.Partition(topic, world.below(PARTITIONS));
        PartitionLog partition = partition(place);
        var origin = new Origin(place.topic(), place.number(), partition.records.size(), null);
        partition.records.add(new Published(change, origin, world.now()));
        world.trace(() -> "published " + change.action() + " " + change.json() + " at " + origin);
    }

    private PartitionLog partition(Origin.Partition place) {
        return partitions.computeIfAbsent(place, absent -> new PartitionLog());
    }
}
