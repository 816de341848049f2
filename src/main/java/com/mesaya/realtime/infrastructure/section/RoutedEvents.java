package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.application.EntityRouter;
import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Whereabouts;
import com.mesaya.realtime.domain.Whereabouts.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks each event up in the directory of entities before it is told to anybody, and says afterwards who shows its entity.
 *
 * <pre>
 *  event ─▶ look up ─┬─ nobody can say ─────────────────────────────────▶ failed
 *                    ├─ old ────────────────────────────────────────────▶ stale
 *                    └─ news ─▶ tell each section that shows it, ─▶ confirm ─▶ outcome
 *                               and the one that it names
 * </pre>
 */
public final class RoutedEvents implements EntityRouter {

    /** A section's answer. */
    private record Answer(SectionId section, SectionActor.Result result) {}

    private final ShardedDirectory directory;
    private final ShardedSections sections;

    public RoutedEvents(ShardedDirectory directory, ShardedSections sections) {
        this.directory = directory;
        this.sections = sections;
    }

    @Override
    public CompletionStage<Optional<AppendOutcome>> route(EntityChange change) {
        // Answers come in the order of the questions, so events of one entity reach its sections in their order.
        return directory
                .lookUp(change)
                .thenCompose(found ->
                        found.map(whereabouts -> tell(change, whereabouts)).orElseGet(() -> giveUp(change)));
    }

    /** The other sections that show the entity aren't known, but the section that the event names is. */
    private CompletionStage<Optional<AppendOutcome>> giveUp(EntityChange change) {
        if (change.home() != null) {
            sections.beginAnew(change.home());
        }
        return CompletableFuture.completedStage(Optional.empty());
    }

    private CompletionStage<Optional<AppendOutcome>> tell(EntityChange change, Whereabouts whereabouts) {
        CompletionStage<List<Answer>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (Place place : whereabouts.sections()) {
            SectionId section = place.section();
            var event = new SectionActor.Incoming(change.in(section), change.home() == null, whereabouts.life());
            all = all.thenCombine(sections.append(event), (answers, result) -> {
                answers.add(new Answer(section, result));
                return answers;
            });
        }
        return all.thenApply(answers -> conclude(change, whereabouts, answers));
    }

    private Optional<AppendOutcome> conclude(EntityChange change, Whereabouts whereabouts, List<Answer> answers) {
        confirm(change, whereabouts, answers);
        if (!whereabouts.news()) {
            return Optional.of(AppendOutcome.STALE);
        }
        directory.noteTold(change);
        return outcome(change, answers);
    }

    /** Only what the directory doesn't know yet. */
    private void confirm(EntityChange change, Whereabouts whereabouts, List<Answer> answers) {
        List<Place> places = answers.stream()
                .map(answer -> new Place(answer.section(), answer.result().life()))
                .toList();
        boolean isKnown = places.equals(whereabouts.sections())
                && places.stream().noneMatch(place -> place.life() == Whereabouts.NOBODY);
        if (!isKnown) {
            directory.tell(
                    directory.bucketOf(change.entity()),
                    new DirectoryActor.Confirm(change.entity(), whereabouts.life(), whereabouts.ticket(), places));
        }
    }

    private static Optional<AppendOutcome> outcome(EntityChange change, List<Answer> answers) {
        List<Optional<AppendOutcome>> outcomes = answers.stream()
                .filter(answer -> change.home() == null || answer.section().equals(change.home()))
                .map(answer -> answer.result().outcome())
                .toList();
        boolean failed =
                answers.stream().anyMatch(answer -> answer.result().outcome().isEmpty());
        return failed
                ? Optional.empty()
                : outcomes.stream()
                        .flatMap(Optional::stream)
                        .min(AppendOutcome::compareTo)
                        .or(() -> Optional.of(AppendOutcome.UNWATCHED));
    }
}
