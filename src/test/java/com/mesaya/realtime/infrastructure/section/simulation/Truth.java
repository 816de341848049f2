package com.mesaya.realtime.infrastructure.section.simulation;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must be true in the end.
 *
 * <p>There is one thing that the contract's rules can't give, and that is counted instead of hidden: a section's tombstones
 * and holds are lost with its log. When a deletion was taken by a log that is lost, and an older event of that table comes
 * out of a lagging partition later, the new log knows nothing against it, and neither does a snapshot without the table.
 */
final class Truth {

    private final World world;
    private final MainApi api;
    private final Topics topics;
    private final Sections sections;

    Truth(World world, MainApi api, Topics topics, Sections sections) {
        this.world = world;
        this.api = api;
        this.topics = topics;
        this.sections = sections;
    }

    /** Whoever waited for a section's answer has got one by the time that it is gone. */
    static void checkNobodyWaitsForTheDead(List<Viewer> viewers, SectionId section, World world) {
        for (Viewer viewer : viewers) {
            Connection connection = viewer.connection();
            if (viewer.section().equals(section) && connection != null && connection.isWaiting()) {
                if (!connection.hasAnswer()) {
                    throw new AssertionError(viewer + " waits for a section that is gone");
                }
                world.count(Happening.OUT_OF_REACH_WHILE_WAITING);
            }
        }
    }

    /** Who isn't where nothing is left to be told. */
    List<Viewer> findHanging(List<Viewer> viewers) {
        return viewers.stream()
                .filter(viewer -> {
                    Connection connection = viewer.connection();
                    return connection == null
                            || !connection.isWaiting()
                            || !connection.socket().isEmpty()
                            || !connection.cursor().equals(sections.head(viewer.section()));
                })
                .toList();
    }

    void check(Viewer viewer) {
        if (!viewer.client().isIncomplete()) {
            checkView(viewer);
            checkHolds(viewer);
        }
    }

    private void checkView(Viewer viewer) {
        Map<EntityKey, MainApi.Row> state = api.state(viewer.section());
        Map<EntityKey, String> view = viewer.client().view();
        state.forEach((key, row) -> {
            String seen = view.get(key);
            if (seen == null || !row.alike().contains(seen)) {
                throw new AssertionError(viewer + " sees " + seen + " where there is " + row);
            }
        });
        view.forEach((key, seen) -> {
            if (!state.containsKey(key)) {
                if (!wasTakenByALostLog(viewer.section(), topics.lastOf(key, false))) {
                    throw new AssertionError(viewer + " sees " + seen + " although it was deleted");
                }
                world.count(Happening.GHOST_AFTER_LOSS);
            }
        });
    }

    /** A log that is too small for its section may forget holds; they lapse by themselves. */
    private void checkHolds(Viewer viewer) {
        Map<EntityKey, Change> alive = api.holdsAlive(viewer.section());
        Map<EntityKey, Change> seen = viewer.client().holdsAlive(world.now());
        Set<EntityKey> different = new HashSet<>(alive.keySet());
        different.addAll(seen.keySet());
        different.removeIf(api::isHoldInDoubt);
        different.removeIf(key -> alive.containsKey(key) && alive.get(key).equals(seen.get(key)));
        if (world.scenario().tight()) {
            return;
        }
        for (EntityKey key : different) {
            if (!wasTakenByALostLog(viewer.section(), topics.lastOf(key, true))
                    && !wasTakenByALostLog(viewer.section(), topics.lastOf(key, false))) {
                throw new AssertionError(viewer + " sees hold " + seen.get(key) + " instead of " + alive.get(key));
            }
            world.count(Happening.HOLD_AFTER_LOSS);
        }
    }

    private boolean wasTakenByALostLog(SectionId section, List<Origin> records) {
        return records.stream().allMatch(record -> sections.lossesBefore(record) < sections.losses(section));
    }
}
