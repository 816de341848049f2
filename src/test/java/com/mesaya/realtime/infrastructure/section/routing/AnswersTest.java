package com.mesaya.realtime.infrastructure.section.routing;

import static com.mesaya.realtime.domain.Events.SECTION;
import static com.mesaya.realtime.domain.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol.Result;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswersTest {

    private static final SectionId OTHER = new SectionId("salon");
    private static final EntityChange NAMES_A_SECTION = updated("1").event().change();
    private static final EntityChange NAMES_NONE = new EntityChange(
            null,
            new EntityKey("object", "1"),
            "updated",
            EventNature.STATE,
            null,
            null,
            NAMES_A_SECTION.frame(),
            NAMES_A_SECTION.origin(),
            null,
            null);

    @Test
    void areThoseOfTheNamedSection() {
        var answers = new Answers(NAMES_A_SECTION)
                .add(OTHER, shown(AppendOutcome.APPENDED))
                .add(SECTION, shown(AppendOutcome.DUPLICATE));

        assertThat(answers.outcome()).contains(AppendOutcome.DUPLICATE);
    }

    @Test
    void areTheBestIfTheEventNamesNoSection() {
        var answers = new Answers(NAMES_NONE)
                .add(OTHER, shown(AppendOutcome.STALE))
                .add(SECTION, shown(AppendOutcome.APPENDED))
                .add(new SectionId("barra"), shown(AppendOutcome.DUPLICATE));

        assertThat(answers.outcome()).contains(AppendOutcome.APPENDED);
    }

    @Test
    void areNoDecisionIfAnyLogFailed() {
        var answers = new Answers(NAMES_A_SECTION)
                .add(OTHER, new Result(Optional.empty()))
                .add(SECTION, shown(AppendOutcome.APPENDED));

        assertThat(answers.outcome()).isEmpty();
    }

    @Test
    void areUnwatchedIfNoSectionGotTheEvent() {
        assertThat(new Answers(NAMES_NONE).outcome()).contains(AppendOutcome.UNWATCHED);
    }

    @Test
    void nameTheSectionsThatDontShowTheEntity() {
        var answers = new Answers(NAMES_A_SECTION)
                .add(OTHER, new Result(Optional.of(AppendOutcome.APPENDED)))
                .add(new SectionId("barra"), new Result(Optional.empty()))
                .add(SECTION, shown(AppendOutcome.APPENDED));

        assertThat(answers.hiding()).containsExactly(OTHER);
    }

    private static Result shown(AppendOutcome outcome) {
        return new Result(Optional.of(outcome), true);
    }
}
