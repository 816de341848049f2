package com.mesaya.realtime.domain;

import static com.mesaya.realtime.domain.Events.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SectionEventTest {

    @Test
    void isNamedByItsEntityAndItsAction() {
        assertThat(Events.updated("1").action("status_changed").event().name()).isEqualTo("table.status_changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Updated", "up dated", "a\"b", "table.updated"})
    void refusesActionsThatAreNoLowerCaseWords(String action) {
        assertThatThrownBy(() -> Events.updated("1").action(action).event())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sharesTheIdsOfAnEarlierEventOfItsEntity() {
        SectionEvent earlier = sectionObject("updated", "silla", NOON, 1);
        SectionEvent event = sectionObject(new String("updated"), "silla", NOON.plusSeconds(1), 2);

        SectionEvent sharing = event.sharing(earlier);

        assertThat(sharing).isEqualTo(event);
        assertThat(sharing.section()).isSameAs(earlier.section());
        assertThat(sharing.change().home()).isSameAs(earlier.change().home());
        assertThat(sharing.entity()).isSameAs(earlier.entity());
        assertThat(sharing.shows()).isSameAs(earlier.shows());
        assertThat(sharing.change().action()).isSameAs(earlier.change().action());
    }

    @Test
    void keepsWhatDiffersFromTheEarlierEvent() {
        SectionEvent earlier = sectionObject("updated", "silla", NOON, 1);
        SectionEvent event = sectionObject("moved", "mesa", NOON.plusSeconds(1), 2);

        assertThat(event.sharing(earlier)).isEqualTo(event);
    }

    private static SectionEvent sectionObject(String action, String shows, Instant version, long offset) {
        var section = new SectionId("terraza");
        var change = new EntityChange(
                new SectionId("terraza"),
                new EntityKey("section-object", "1"),
                action,
                EventNature.STATE,
                version,
                version.plusSeconds(60),
                Frame.of("section-object." + action, ("{\"at\":" + offset + "}").getBytes(UTF_8)),
                new Origin("mesa-ya.section-objects." + action, 0, offset, version),
                new EntityKey("object", shows),
                version.plusSeconds(1));
        return new SectionEvent(section, change);
    }

    @Test
    void endsTheSectionWhenTheSectionItselfIsDeleted() {
        var deletion = Events.of("section", Events.SECTION.value(), "deleted", EventNature.DELETION);

        assertThat(deletion.event().endsSection()).isTrue();
    }

    @Test
    void endsNoSectionOtherwise() {
        assertThat(Events.deleted(Events.SECTION.value()).event().endsSection()).isFalse();
        assertThat(Events.of("section", "another", "deleted", EventNature.DELETION)
                        .event()
                        .endsSection())
                .isFalse();
        assertThat(Events.of("section", Events.SECTION.value(), "updated", EventNature.STATE)
                        .event()
                        .endsSection())
                .isFalse();
    }

    @Test
    void lapsesAtTheMomentItExpires() {
        SectionEvent hold = Events.selecting("1").expiringAt(NOON).event();

        assertThat(hold.hasLapsed(NOON.minusMillis(1))).isFalse();
        assertThat(hold.hasLapsed(NOON)).isTrue();
    }

    @Test
    void neverLapsesWithoutAnEnd() {
        assertThat(Events.selecting("1").expiringAt(null).event().hasLapsed(NOON))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = "HOLD", mode = EnumSource.Mode.EXCLUDE)
    void neverLapsesUnlessItIsAHold(EventNature nature) {
        var event = Events.of("table", "1", "updated", nature).expiringAt(NOON);

        assertThat(event.event().hasLapsed(NOON)).isFalse();
    }

    @Test
    void isOlderOnlyThanWhatIsKnownToBeNewer() {
        SectionEvent event = Events.updated("1").version(5).event();

        assertThat(event.isOlderThan(NOON.plusMillis(6))).isTrue();
        assertThat(event.isOlderThan(NOON.plusMillis(5))).isFalse();
        assertThat(event.isOlderThan(NOON.plusMillis(4))).isFalse();
        assertThat(event.isOlderThan(null)).isFalse();
        assertThat(Events.updated("1").event().isOlderThan(NOON)).isFalse();
    }

    @Test
    void isEphemeralAsAHoldAndAsARelease() {
        assertThat(EventNature.HOLD.isEphemeral()).isTrue();
        assertThat(EventNature.RELEASE.isEphemeral()).isTrue();
        assertThat(EventNature.STATE.isEphemeral()).isFalse();
        assertThat(EventNature.DELETION.isEphemeral()).isFalse();
    }
}
