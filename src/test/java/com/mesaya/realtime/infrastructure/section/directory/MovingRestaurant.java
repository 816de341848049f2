package com.mesaya.realtime.infrastructure.section.directory;

import static com.mesaya.realtime.domain.Events.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A main API whose tables move, and whose objects are linked to sections and unlinked; it publishes to Kafka without keys. */
final class MovingRestaurant {

    static final List<SectionId> SECTIONS =
            ids("section", 3).map(SectionId::new).toList();

    private static final int PARTITIONS = 3;
    private static final Duration ENVELOPES_BEHIND = Duration.ofMillis(700);
    private static final List<EntityKey> TABLES =
            ids("t", 4).map(id -> new EntityKey("table", id)).toList();
    private static final List<EntityKey> OBJECTS =
            ids("o", 3).map(id -> new EntityKey("object", id)).toList();
    private static final List<EntityKey> LINKS =
            ids("l", 4).map(id -> new EntityKey("section-object", id)).toList();

    /** An entity as it is. */
    record Row(
            @Nullable SectionId home,
            Instant version,
            @Nullable EntityKey shows) {}

    private final Random random;
    private final InstantSource clock;
    private final Map<EntityKey, Row> rows = new LinkedHashMap<>();
    private final Map<Origin.Partition, List<EntityChange>> topics = new LinkedHashMap<>();
    /** By how much the envelopes' time is behind the versions; by it events are put in order. */
    private final Duration behind;

    private Instant last = NOON;

    MovingRestaurant(Random random, InstantSource clock) {
        this.clock = clock;
        this.random = random;
        this.behind = random.nextBoolean() ? Duration.ZERO : ENVELOPES_BEHIND;
    }

    private static Stream<String> ids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(number -> prefix + number);
    }

    /** What has been published, in each partition in its order. */
    Map<Origin.Partition, List<EntityChange>> topics() {
        return topics;
    }

    /** What a GET returns. */
    Map<EntityKey, Row> section(SectionId section) {
        var all = new LinkedHashMap<EntityKey, Row>();
        rows.forEach((key, row) -> {
            EntityKey object = row.shows();
            if (section.equals(row.home())) {
                all.put(key, row);
            }
            if (section.equals(row.home()) && object != null && rows.containsKey(object)) {
                all.put(object, row(object));
            }
        });
        return all;
    }

    static Snapshot snapshot(Map<EntityKey, Row> section) {
        var versions = new HashMap<EntityKey, Instant>();
        var links = new HashMap<EntityKey, EntityKey>();
        section.forEach((key, row) -> {
            versions.put(key, row.version());
            if (row.shows() != null) {
                links.put(key, row.shows());
            }
        });
        return new Snapshot(Frame.of(Snapshot.EVENT, "{}".getBytes(UTF_8)), versions, links);
    }

    /** Changes something; what is deleted may be gone for good, or be in no section for a while. */
    void change() {
        int dice = random.nextInt(10);
        if (dice < 5) {
            changeOne(TABLES, oneOf(SECTIONS), null);
        } else if (dice < 8) {
            changeOne(OBJECTS, null, null);
        } else {
            changeOne(LINKS, oneOf(SECTIONS), oneOf(OBJECTS));
        }
    }

    private void changeOne(List<EntityKey> all, @Nullable SectionId home, @Nullable EntityKey shows) {
        EntityKey key = oneOf(all);
        Row row = rows.get(key);
        if (row != null && random.nextInt(4) == 0) {
            rows.remove(key);
            publish(key, row, "deleted", EventNature.DELETION);
            return;
        }
        if (row != null && random.nextInt(8) == 0) {
            rows.remove(key);
            publish(key, new Row(null, nextVersion(), null), "deleted", EventNature.DELETION);
            return;
        }
        var next = row != null && random.nextInt(3) == 0
                ? new Row(row.home(), nextVersion(), row.shows())
                : new Row(home, nextVersion(), shows);
        rows.put(key, next);
        publish(key, next, row == null ? "created" : "updated", EventNature.STATE);
    }

    private void publish(EntityKey key, Row row, String action, EventNature nature) {
        var place = new Origin.Partition(key.kind() + "s." + action, random.nextInt(PARTITIONS));
        List<EntityChange> partition = topics.computeIfAbsent(place, absent -> new ArrayList<>());
        String json = "{\"id\":\"" + key.id() + "\",\"v\":\"" + row.version() + "\"}";
        partition.add(new EntityChange(
                row.home(),
                key,
                action,
                nature,
                row.version(),
                null,
                Frame.of(EntityChange.name(key, action), json.getBytes(UTF_8)),
                new Origin(place.topic(), place.number(), partition.size(), null),
                row.shows(),
                row.version().minus(behind)));
    }

    private Row row(EntityKey key) {
        Row row = rows.get(key);
        if (row == null) {
            throw new IllegalStateException("there is no " + key);
        }
        return row;
    }

    private Instant nextVersion() {
        Instant now = clock.instant();
        last = now.isAfter(last) ? now : last.plusMillis(1);
        return last;
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
