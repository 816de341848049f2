package com.mesaya.realtime.domain.entity;

import static com.mesaya.realtime.domain.Events.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.Origin;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.ShownEntity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * A table moves among sections while viewers join; its events are looked up and appended, and sections register and are unregistered, in any order,
 * and the directory moves from node to node.
 */
class EntityDirectoryPropertiesTest {

    private static final EntityKey TABLE = new EntityKey("table", "7");
    private static final List<SectionId> SECTIONS =
            List.of(new SectionId("terraza"), new SectionId("salon"), new SectionId("patio"));
    private static final long LIFE = 5;
    private static final Duration AGE = Duration.ofMinutes(1);
    private static final DirectoryLimits LIMITS = new DirectoryLimits(100, 10_000, Duration.ofHours(1));

    @Property
    void inTheEndTheTableIsShownWhereItIsAndNowhereElse(
            @ForAll @Size(max = 80) List<@IntRange(max = 99) Integer> steps) {
        var floor = new Floor();
        floor.move(SECTIONS.get(0));
        for (int step : steps) {
            SectionId section = SECTIONS.get(step % SECTIONS.size());
            switch (step / 10) {
                case 0, 1 -> floor.move(section);
                case 2, 3, 4 -> floor.join(section);
                case 5 -> floor.directoryMoves();
                default -> floor.goOn(step);
            }
        }
        while (!floor.steps.isEmpty()) {
            floor.goOn(0);
        }

        assertThat(SECTIONS.stream().filter(floor::shows)).containsExactly(floor.home());
    }

    private static final class Floor {

        private EntityDirectory directory = new EntityDirectory(9, LIMITS, NOON.minus(AGE));
        /** The newest event of the table that each section has taken. */
        private final Map<SectionId, EntityChange> taken = new HashMap<>();
        /** What viewers who join have read, and not shown yet. */
        private final Map<SectionId, EntityChange> snapshots = new HashMap<>();
        /** What is under way, and may happen in any order. */
        private final List<Runnable> steps = new ArrayList<>();

        private EntityChange truth = movedTo(SECTIONS.get(0), 1);
        private int version = 1;

        SectionId home() {
            return Objects.requireNonNull(truth.home(), "a table has one");
        }

        boolean shows(SectionId section) {
            EntityChange newest = taken.get(section);
            return newest != null && section.equals(newest.home());
        }

        void move(SectionId section) {
            EntityChange change = movedTo(section, ++version);
            truth = change;
            steps.add(() -> lookUp(change));
        }

        void directoryMoves() {
            directory = new EntityDirectory(directory.state(), LIMITS);
        }

        void goOn(int which) {
            if (!steps.isEmpty()) {
                steps.remove(which % steps.size()).run();
            }
        }

        /** Reads a snapshot, or shows the one that was read. */
        void join(SectionId section) {
            EntityChange read = snapshots.remove(section);
            if (read == null) {
                snapshots.put(section, truth);
            } else if (section.equals(read.home())) {
                var shown = List.of(new ShownEntity(TABLE, read.version()));
                Registration registration = directory.register(section, LIFE, shown, AGE, NOON);
                take(section, read);
                registration.newer().forEach(change -> take(section, change));
            }
        }

        private void lookUp(EntityChange change) {
            Whereabouts found = directory.lookUp(change, NOON);
            found.sections()
                    .forEach(section -> steps.add(() -> {
                        take(section, change);
                        steps.add(
                                shows(section)
                                        ? () -> register(section, change)
                                        : () -> directory.unregister(
                                                TABLE, found.incarnation(), found.ticket(), List.of(section)));
                    }));
        }

        private void register(SectionId section, EntityChange appended) {
            var shown = List.of(new ShownEntity(TABLE, appended.version(), appended.orderedAt()));
            directory.register(section, LIFE, shown, null, NOON).newer().forEach(change -> take(section, change));
        }

        private void take(SectionId section, EntityChange change) {
            taken.merge(section, change, (before, now) -> now.comesBefore(before.orderedAt()) ? before : now);
        }

        private static EntityChange movedTo(SectionId home, int version) {
            return new EntityChange(
                    home,
                    TABLE,
                    "updated",
                    EventNature.STATE,
                    NOON.plusMillis(version),
                    null,
                    Frame.of("table.updated", "{}".getBytes(UTF_8)),
                    new Origin("topic", 0, version, null),
                    null,
                    null);
        }
    }
}
