package com.mesaya.realtime.infrastructure.section.routing;

import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answers of all sections that got an event. Not thread-safe. */
final class Answers {

    private final @Nullable SectionId home;
    private final List<SectionId> hiding = new ArrayList<>(0);
    private @Nullable AppendOutcome outcome;
    private boolean failed;

    Answers(EntityChange change) {
        this.home = change.home();
    }

    Answers add(SectionId section, SectionProtocol.Result result) {
        if (result.hidesEntity()) {
            hiding.add(section);
        }
        AppendOutcome its = result.outcome().orElse(null);
        failed |= its == null;
        boolean counts = home == null || home.equals(section);
        if (its != null && counts && (outcome == null || its.compareTo(outcome) < 0)) {
            outcome = its;
        }
        return this;
    }

    /** Returns the sections that don't show the entity. */
    List<SectionId> hiding() {
        return hiding;
    }

    /**
     * Returns the decision of the section that the event names, or the best one if it names none; empty if the log of any section
     * failed over the event.
     */
    Optional<AppendOutcome> outcome() {
        if (failed) {
            return Optional.empty();
        }
        return Optional.of(outcome == null ? AppendOutcome.UNWATCHED : outcome);
    }
}
