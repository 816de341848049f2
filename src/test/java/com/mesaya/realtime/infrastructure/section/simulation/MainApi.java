package com.mesaya.realtime.infrastructure.section.simulation;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The main API: knows how everything is, and says what it changes. */
final class MainApi {

    /**
     * An entity as it is.
     *
     * @param alike all it has looked like with this version; which of them arrives last is anybody's guess
     */
    record Row(Instant version, String json, Set<String> alike) {}

    static final Duration LONGEST_HOLD = Duration.ofSeconds(90);

    private final World world;
    private final Map<SectionId, List<EntityKey>> slots = new LinkedHashMap<>();
    private final Map<EntityKey, Row> rows = new LinkedHashMap<>();
    private final Map<EntityKey, Instant> lastVersions = new HashMap<>();
    private final Map<EntityKey, Change> holds = new LinkedHashMap<>();
    private final Map<EntityKey, Instant> turns = new HashMap<>();
    private int changes;

    MainApi(World world) {
        this.world = world;
        for (SectionId section : world.scenario().sections()) {
            var keys = new ArrayList<EntityKey>();
            keys.add(new EntityKey("section", section.value()));
            for (int i = 0; i < world.scenario().entities(); i++) {
                keys.add(new EntityKey(i % 3 == 2 ? "object" : "table", section.value() + "-" + i));
            }
            slots.put(section, keys);
            upsert(section, keys.get(0), "created");
        }
    }

    /** What a GET returns. */
    Map<EntityKey, Row> state(SectionId section) {
        return keys(section).stream()
                .filter(rows::containsKey)
                .collect(Collectors.toMap(key -> key, rows::get, (a, b) -> a, LinkedHashMap::new));
    }

    /** The holds that everybody should know of. */
    Map<EntityKey, Change> holdsAlive(SectionId section) {
        return keys(section).stream()
                .filter(key -> rows.containsKey(key)
                        && holds.containsKey(key)
                        && holds.get(key).isAliveHold(world.now()))
                .collect(Collectors.toMap(key -> key, holds::get));
    }

    /**
     * Nothing says whether a hold belongs to the table that was deleted or to the one created again under its id: a deletion
     * carries the version of the change before it, not its time.
     */
    boolean isHoldInDoubt(EntityKey key) {
        return turns.containsKey(key)
                && turns.get(key).plus(LONGEST_HOLD.multipliedBy(2)).isAfter(world.now());
    }

    /** Changes something, one way or another. */
    Change change(SectionId section) {
        EntityKey key = world.oneOf(keys(section));
        world.count(Happening.CHANGE);
        int dice = world.below(100);
        if (!rows.containsKey(key)) {
            if (lastVersions.containsKey(key)) {
                world.count(Happening.RECREATION);
                turns.put(key, world.now());
            }
            return upsert(section, key, "created");
        }
        if (key.kind().equals("table") && dice < 20) {
            return hold(section, key, dice < 12);
        }
        if (!key.kind().equals("section") && dice < 40) {
            return delete(section, key);
        }
        return dice < 44 ? retouch(section, key) : upsert(section, key, "updated");
    }

    private List<EntityKey> keys(SectionId section) {
        return slots.getOrDefault(section, List.of());
    }

    private Change upsert(SectionId section, EntityKey key, String action) {
        Instant version = nextVersion(key);
        String json = json(key, version);
        rows.put(key, new Row(version, json, Set.of(json)));
        return new Change(changes, section, key, action, EventNature.STATE, version, null, json);
    }

    /** Changes it without a new version: sloppy, but it happens. */
    private Change retouch(SectionId section, EntityKey key) {
        world.count(Happening.SAME_VERSION_OTHER_BYTES);
        Row row = rows.get(key);
        String json = json(key, row.version());
        var alike = new HashSet<>(row.alike());
        alike.add(json);
        rows.put(key, new Row(row.version(), json, alike));
        return new Change(changes, section, key, "updated", EventNature.STATE, row.version(), null, json);
    }

    private Change delete(SectionId section, EntityKey key) {
        world.count(Happening.DELETION);
        Row row = rows.remove(key);
        turns.put(key, world.now());
        changes++;
        return new Change(changes, section, key, "deleted", EventNature.DELETION, row.version(), null, row.json());
    }

    private Change hold(SectionId section, EntityKey key, boolean begins) {
        Change last = holds.get(key);
        Instant version = world.now();
        if (last != null && !version.isAfter(last.version())) {
            version = last.version().plusMillis(1);
        }
        world.count(begins ? Happening.HOLD : Happening.RELEASE);
        String json = json(key, version);
        Instant end = begins ? end(last) : null;
        Change change = new Change(
                changes,
                section,
                key,
                begins ? "selecting" : "released",
                begins ? EventNature.HOLD : EventNature.RELEASE,
                version,
                end,
                json);
        holds.put(key, change);
        return change;
    }

    /**
     * A hold never ends before the one it replaces: it might lapse before someone is told of it, who then goes on believing
     * in the longer one, since a hold that has lapsed is told to nobody (contract, section 1).
     */
    private Instant end(@Nullable Change last) {
        Instant end = world.now().plusMillis(1_000L + world.below((int) LONGEST_HOLD.toMillis()));
        Instant before = last == null ? null : last.expiresAt();
        return before == null || end.isAfter(before) ? end : before;
    }

    /** In milliseconds, growing with every change, and after a deletion too. */
    private Instant nextVersion(EntityKey key) {
        Instant last = lastVersions.get(key);
        Instant version = last == null || world.now().isAfter(last) ? world.now() : last.plusMillis(1);
        lastVersions.put(key, version);
        return version;
    }

    private String json(EntityKey key, Instant version) {
        return "{\"id\":\"" + key.id() + "\",\"updatedAt\":\"" + version + "\",\"n\":" + ++changes + "}";
    }
}
