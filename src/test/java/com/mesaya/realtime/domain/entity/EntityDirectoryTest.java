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
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntityDirectoryTest {

    private static final EntityKey TABLE = new EntityKey("table", "7");
    private static final EntityKey OBJECT = new EntityKey("object", "o");
    private static final SectionId HERE = new SectionId("terraza");
    private static final SectionId THERE = new SectionId("salon");
    private static final long LIFE = 5;
    private static final Duration AGE = Duration.ofSeconds(10);
    private static final DirectoryLimits LIMITS = new DirectoryLimits(100, 10_000, Duration.ofHours(1));

    private final EntityDirectory directory = new EntityDirectory(9, LIMITS, NOON);

    @Test
    void namesWhoShowsATableThatMovesAway() {
        register(HERE, TABLE, 1);

        Whereabouts found = directory.lookUp(table(THERE, 2), NOON);

        assertThat(found.sections()).containsExactlyInAnyOrder(HERE, THERE);
    }

    @Test
    void namesTheOldSectionUntilItIsUnregistered() {
        register(HERE, TABLE, 1);
        Whereabouts first = directory.lookUp(table(THERE, 2), NOON);

        Whereabouts again = directory.lookUp(table(THERE, 3), NOON);
        directory.unregister(TABLE, 9, again.ticket(), List.of(HERE));

        assertThat(again.sections()).hasSameSizeAs(first.sections());
        assertThat(directory.lookUp(table(THERE, 4), NOON).sections()).containsExactly(THERE);
    }

    @Test
    void namesASectionThatIsJustTold() {
        directory.lookUp(table(HERE, 1), NOON);

        assertThat(directory.lookUp(table(THERE, 2), NOON).sections()).contains(HERE);
    }

    @Test
    void ignoresThatASectionIsUnregisteredFromAnEarlierIncarnation() {
        Whereabouts found = directory.lookUp(table(HERE, 1), NOON);

        directory.unregister(TABLE, 8, found.ticket(), List.of(HERE));

        assertThat(directory.lookUp(table(THERE, 2), NOON).sections()).contains(HERE);
    }

    @Test
    void keepsWhoRegisteredAfterItWasAskedWhom() {
        Whereabouts found = directory.lookUp(table(HERE, 1), NOON);
        register(HERE, TABLE, 1);

        directory.unregister(TABLE, 9, found.ticket(), List.of(HERE));

        assertThat(directory.lookUp(table(THERE, 2), NOON).sections()).contains(HERE);
    }

    @Test
    void tellsNobodyOfWhatIsOld() {
        directory.lookUp(table(THERE, 2), NOON);

        assertThat(directory.lookUp(table(HERE, 1), NOON))
                .matches(found -> !found.news() && found.sections().isEmpty());
    }

    @Test
    void takesWhatIsOlderThanASnapshotForOld() {
        register(THERE, TABLE, 2);

        assertThat(directory.lookUp(table(HERE, 1), NOON).news()).isFalse();
    }

    @Test
    void putsEventsInTheirOrderAmongThemselvesAndBesideASnapshotByTheirVersions() {
        register(HERE, TABLE, 1);

        assertThat(directory.lookUp(ordered(5, 10), NOON).news()).isTrue();
        assertThat(directory.lookUp(ordered(6, 9), NOON).news()).isFalse();
        assertThat(directory.lookUp(ordered(4, 11), NOON).news()).isTrue();
        assertThat(directory.lookUp(ordered(0, 12), NOON).news()).isFalse();
    }

    @Test
    void comparesWhatASectionWasToldByItsOrder() {
        EntityChange last = ordered(4, 11);
        directory.lookUp(last, NOON);

        List<ShownEntity> before = List.of(new ShownEntity(TABLE, at(5L), at(10L)));
        List<ShownEntity> same = List.of(new ShownEntity(TABLE, at(4L), at(11L)));

        assertThat(directory.register(HERE, LIFE, before, AGE, NOON).newer()).containsExactly(last);
        assertThat(directory.register(HERE, LIFE, same, AGE, NOON).newer()).isEmpty();
    }

    @Test
    void remembersWhereWhatWasToldStands() {
        directory.restore(new DeliveredVersion(TABLE, at(5), false, at(10)), NOON);
        directory.restore(new DeliveredVersion(TABLE, at(4), false, at(11)), NOON);
        directory.restore(new DeliveredVersion(TABLE, at(6), false, at(9)), NOON);

        assertThat(directory.lookUp(ordered(9, 10), NOON).news()).isFalse();
        assertThat(directory.lookUp(ordered(3, 12), NOON).news()).isTrue();
    }

    @Test
    void namesWhoShowsATableThatLeavesForNowhereAndWaitsForItToComeBack() {
        register(HERE, TABLE, 1);

        Whereabouts left = directory.lookUp(change(TABLE, null, "deleted", EventNature.DELETION, 2), NOON);

        assertThat(left.sections()).containsExactly(HERE);
        assertThat(directory.lookUp(table(HERE, 2), NOON).news()).isFalse();
        assertThat(directory.lookUp(table(THERE, 3), NOON).news()).isTrue();
    }

    @Test
    void answersTheSameAgainToWhoeverReadsARecordAgain() {
        register(HERE, TABLE, 1);

        Whereabouts first = directory.lookUp(table(THERE, 2), NOON);

        assertThat(directory.lookUp(table(THERE, 2), NOON).sections()).isEqualTo(first.sections());
    }

    @Test
    void tellsAJoinWhatHasMovedMeanwhile() {
        EntityChange moved = table(THERE, 2);
        directory.lookUp(moved, NOON);

        Registration registration = register(HERE, TABLE, 1);

        assertThat(registration).isEqualTo(new Registration(List.of(moved), List.of(), true));
        assertThat(moved.in(HERE).name()).isEqualTo("table.deleted");
    }

    @Test
    void tellsAJoinOfADeletionThatHasTheVersionOfItsSnapshot() {
        EntityChange deletion = change(TABLE, HERE, "deleted", EventNature.DELETION, 1);
        directory.lookUp(deletion, NOON);

        assertThat(register(HERE, TABLE, 1).newer()).containsExactly(deletion);
    }

    @Test
    void letsAnUpdateThatNamesTheSectionTakeItsOwnWayBehindThoseBeforeIt() {
        directory.lookUp(change(TABLE, HERE, "updated", EventNature.STATE, 2), NOON);

        assertThat(register(HERE, TABLE, 1).newer()).isEmpty();
    }

    @Test
    void tellsALinkTheLastEventOfItsObject() {
        EntityChange object = change(OBJECT, null, "updated", EventNature.STATE, 1);
        directory.lookUp(object, NOON);

        assertThat(register(HERE, OBJECT, null).newer()).containsExactly(object);
        assertThat(directory.lookUp(object, NOON).sections()).containsExactly(HERE);
    }

    @Test
    void saysSoIfItKnowsNothingOfALinkedObject() {
        assertThat(register(HERE, OBJECT, null).unknown()).containsExactly(OBJECT);
    }

    @Test
    void doesNotTakeAnEventFromBeforeItWasThereForTheLast() {
        directory.lookUp(change(OBJECT, null, "updated", EventNature.STATE, -1), NOON);

        assertThat(register(HERE, OBJECT, null)).isEqualTo(new Registration(List.of(), List.of(OBJECT), true));
    }

    @Test
    void saysSoIfItDoesNotRememberWhatAJoinMayHaveMissed() {
        var small = new EntityDirectory(9, new DirectoryLimits(1, 10_000, Duration.ofHours(1)), NOON);
        small.lookUp(table(THERE, 2), NOON);
        Whereabouts found = small.lookUp(table(THERE, 2), NOON);
        small.unregister(TABLE, 9, found.ticket(), List.of(THERE));
        small.lookUp(change(new EntityKey("table", "8"), HERE, "updated", EventNature.STATE, 1), NOON);

        List<ShownEntity> shown = List.of(new ShownEntity(TABLE, at(1L)));

        assertThat(small.register(HERE, LIFE, shown, AGE, NOON).complete()).isFalse();
        assertThat(small.register(
                                THERE,
                                LIFE,
                                List.of(new ShownEntity(new EntityKey("table", "9"), at(1L))),
                                AGE,
                                NOON.plus(AGE).plusMillis(1))
                        .complete())
                .isTrue();
    }

    @Test
    void saysSoIfTheNewerEventItselfIsGone() {
        var small = new EntityDirectory(9, new DirectoryLimits(100, 1, Duration.ofHours(1)), NOON);
        small.lookUp(table(THERE, 2), NOON);

        Registration registration =
                small.register(HERE, LIFE, List.of(new ShownEntity(TABLE, at(1L))), AGE, NOON.plusSeconds(60));

        assertThat(registration).isEqualTo(new Registration(List.of(), List.of(), false));
        assertThat(small.bytes()).isZero();
    }

    @Test
    void forgetsWhatALifeShowedAndNothingOfTheNext() {
        register(HERE, TABLE, 1);
        directory.register(HERE, LIFE + 1, List.of(new ShownEntity(OBJECT, at(1L))), AGE, NOON);

        directory.unregisterAll(HERE, LIFE, NOON);

        assertThat(directory.state().entities()).hasSize(1);
        assertThat(directory
                        .lookUp(change(OBJECT, null, "updated", EventNature.STATE, 2), NOON)
                        .sections())
                .containsExactly(HERE);
    }

    @Test
    void refusesVersionsOlderThanThoseDeliveredInAnEarlierIncarnation() {
        directory.restore(new DeliveredVersion(TABLE, at(2), true, null), NOON);
        directory.restore(new DeliveredVersion(TABLE, at(1), false, null), NOON);

        assertThat(directory.lookUp(table(HERE, 1), NOON).news()).isFalse();
        assertThat(directory.lookUp(table(HERE, 2), NOON).news()).isFalse();
        assertThat(directory.lookUp(table(HERE, 3), NOON).news()).isTrue();
    }

    @Test
    void dropsAFrameOlderThanAVersionDeliveredInAnEarlierIncarnation() {
        directory.lookUp(table(THERE, 1), NOON);

        directory.restore(new DeliveredVersion(TABLE, at(2), false, null), NOON);

        assertThat(directory.bytes()).isZero();
        assertThat(register(HERE, TABLE, 0).complete()).isFalse();
    }

    @Test
    void remembersWhatWasToldInAnEarlierLifeWithinItsBounds() {
        for (int table = 0; table < 1_000; table++) {
            directory.restore(new DeliveredVersion(new EntityKey("table", "t" + table), at(1), true, null), NOON);
        }

        assertThat(directory.state().entities()).hasSize(LIMITS.maxEntities());
    }

    @Test
    void isBounded() {
        for (int table = 0; table < 1_000; table++) {
            EntityKey key = new EntityKey("table", "t" + table);
            Whereabouts found = directory.lookUp(change(key, HERE, "updated", EventNature.STATE, 1), NOON);
            directory.unregister(key, 9, found.ticket(), List.of(HERE));
        }

        assertThat(directory.state().entities()).hasSize(LIMITS.maxEntities());
        assertThat(directory.bytes()).isLessThanOrEqualTo(LIMITS.maxBytes());
    }

    private Registration register(SectionId section, EntityKey entity, @Nullable Integer version) {
        Instant known = version == null ? null : at(version.longValue());
        return directory.register(section, LIFE, List.of(new ShownEntity(entity, known)), AGE, NOON);
    }

    private static EntityChange ordered(long version, long order) {
        return new EntityChange(
                THERE,
                TABLE,
                "updated",
                EventNature.STATE,
                at(version),
                null,
                Frame.of("table.updated", "{}".getBytes(UTF_8)),
                new Origin("topic", 0, order, null),
                null,
                at(order));
    }

    private static EntityChange table(SectionId home, long version) {
        return change(TABLE, home, "updated", EventNature.STATE, version);
    }

    private static EntityChange change(
            EntityKey entity, @Nullable SectionId home, String action, EventNature nature, long version) {
        var frame = Frame.of(EntityChange.name(entity, action), ("{\"v\":" + version + "}").getBytes(UTF_8));
        return new EntityChange(
                home,
                entity,
                action,
                nature,
                at(version),
                null,
                frame,
                new Origin("topic", 0, Math.abs(version), null),
                null,
                null);
    }

    private static Instant at(long version) {
        return NOON.plusMillis(version);
    }
}
