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
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** A directory that moves to another node after each step answers as one that stays. */
class DirectoryStateTest {

    private static final DirectoryLimits TIGHT = new DirectoryLimits(4, 120, Duration.ofSeconds(40));
    private static final List<SectionId> SECTIONS = List.of(new SectionId("terraza"), new SectionId("salon"));

    private EntityDirectory directory = new EntityDirectory(9, TIGHT, NOON);
    private final List<Object> answers = new ArrayList<>();
    private Instant now = NOON;

    @Property
    void aDirectoryThatMovesAnswersAsOneThatStays(@ForAll @Size(max = 60) List<@IntRange(max = 9_999) Integer> steps) {
        var staying = new DirectoryStateTest();
        var moving = new DirectoryStateTest();
        for (int step : steps) {
            staying.act(step);
            moving.act(step);
            moving.directory = new EntityDirectory(moving.directory.state(), TIGHT);
        }

        assertThat(moving.answers).isEqualTo(staying.answers);
        assertThat(moving.directory.state().entities())
                .containsExactlyInAnyOrderElementsOf(staying.directory.state().entities());
    }

    private void act(int step) {
        EntityKey entity = new EntityKey("table", Integer.toString(step % 7));
        SectionId section = SECTIONS.get(step % 2);
        int choice = step / 1000;
        now = now.plusSeconds(step / 10 % 10);
        switch (choice) {
            case 0, 1, 2 -> answers.add(directory.lookUp(change(entity, section, step, EventNature.STATE), now));
            case 3 -> answers.add(directory.lookUp(change(entity, null, step, EventNature.DELETION), now));
            case 4 -> directory.unregister(entity, 9, step % 30, List.of(section));
            case 5, 6 ->
                answers.add(directory.register(
                        section,
                        step % 3 + 1L,
                        List.of(new ShownEntity(entity, step % 4 == 0 ? null : NOON.plusSeconds(step % 50))),
                        step % 5 == 0 ? null : Duration.ofSeconds(step % 60),
                        now));
            case 7 ->
                directory.restore(new DeliveredVersion(entity, NOON.plusSeconds(step % 50), step % 3 == 0, null), now);
            case 8 -> directory.unregisterAll(section, step % 3 + 1L, now);
            default ->
                answers.add(List.of(directory.state().entities().size(), directory.bytes(), directory.sections()));
        }
    }

    private static EntityChange change(EntityKey entity, @Nullable SectionId home, int step, EventNature nature) {
        return new EntityChange(
                nature == EventNature.DELETION ? null : home,
                entity,
                "updated",
                nature,
                NOON.plusSeconds(step % 50),
                null,
                Frame.of("table.updated", "{}".getBytes(UTF_8)),
                new Origin("topic", 0, step, null),
                null,
                null);
    }
}
