package com.mesaya.realtime.domain;

import static com.mesaya.realtime.domain.Events.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
