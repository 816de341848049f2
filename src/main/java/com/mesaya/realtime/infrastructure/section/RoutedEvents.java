package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.application.EntityRouter;
import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.application.SparingLog;
import com.mesaya.realtime.domain.AppendOutcome;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Whereabouts;
import com.mesaya.realtime.domain.Whereabouts.Place;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(RoutedEvents.class);

    /** What a section said. */
    private record Answer(SectionId section, SectionActor.Appended appended) {}

    private final ShardedDirectory directory;
    private final ShardedSections sections;
    private final Duration patience;
    private final Silence<Integer> silentBuckets;
    private final SparingLog unanswered = new SparingLog(LOG, InstantSource.system());
    /** Of each entity that has events on their way to sections, the last of them. */
    private final Map<EntityKey, CompletionStage<Void>> lastHandedOver = new ConcurrentHashMap<>();

    public RoutedEvents(ShardedDirectory directory, ShardedSections sections, SectionSettings settings) {
        this.directory = directory;
        this.sections = sections;
        this.patience = settings.askTimeout();
        this.silentBuckets = new Silence<>(settings.giveUpAfter(), System::nanoTime);
    }

    @Override
    public CompletionStage<Optional<AppendOutcome>> route(EntityChange change) {
        var handedOver = new CompletableFuture<Void>();
        CompletionStage<Void> before = lastHandedOver.put(change.entity(), handedOver);
        CompletionStage<Void> turn = before == null ? CompletableFuture.completedStage(null) : before;
        return CompletableFuture.completedStage(change)
                .thenCompose(asked -> lookUp(asked, System.nanoTime()))
                .thenCombine(turn, (whereabouts, unused) -> whereabouts)
                .thenApply(known -> known.map(whereabouts -> new Told(whereabouts, tell(change, whereabouts))))
                .whenComplete((told, failure) -> {
                    lastHandedOver.remove(change.entity(), handedOver);
                    handedOver.complete(null);
                })
                .thenCompose(told -> told.map(answers -> conclude(change, answers))
                        .orElseGet(() -> CompletableFuture.completedStage(Optional.empty())));
    }

    private record Told(Whereabouts whereabouts, List<CompletionStage<Answer>> answers) {}

    /** Until there is an answer: a bucket that moves, or whose node died, is back after a while. Empty if none comes for long. */
    private CompletionStage<Optional<Whereabouts>> lookUp(EntityChange change, long firstNanos) {
        long askedNanos = System.nanoTime();
        int bucket = directory.bucketOf(change.entity());
        return directory
                .lookUp(change, patience)
                .thenApply(found -> {
                    silentBuckets.answered(bucket);
                    return found;
                })
                .exceptionallyCompose(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (!(cause instanceof TimeoutException)) {
                        return CompletableFuture.failedStage(failure);
                    }
                    if (silentBuckets.isTooLong(bucket, firstNanos, askedNanos)) {
                        return giveUp(change);
                    }
                    unanswered.warn("The directory didn't answer in time; asking it again for " + change.origin());
                    // Where there is nobody to ask, the question fails at once.
                    var later = InPlace.after(patience.minusNanos(System.nanoTime() - askedNanos));
                    return CompletableFuture.supplyAsync(() -> lookUp(change, firstNanos), later)
                            .thenCompose(asked -> asked);
                });
    }

    /** Whoever else shows the entity isn't known, but the section it names is. */
    private CompletionStage<Optional<Whereabouts>> giveUp(EntityChange change) {
        unanswered.error("The directory doesn't answer; giving up " + change.origin());
        if (change.home() != null) {
            sections.beginAnew(change.home());
        }
        return CompletableFuture.completedStage(Optional.empty());
    }

    private List<CompletionStage<Answer>> tell(EntityChange change, Whereabouts whereabouts) {
        var answers = new ArrayList<CompletionStage<Answer>>();
        for (Place place : whereabouts.sections()) {
            SectionId section = place.section();
            answers.add(sections.tell(change.in(section), change.home() == null, whereabouts.life())
                    .thenApply(appended -> new Answer(section, appended)));
        }
        return answers;
    }

    private CompletionStage<Optional<AppendOutcome>> conclude(EntityChange change, Told told) {
        CompletionStage<List<Answer>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (CompletionStage<Answer> answer : told.answers()) {
            all = all.thenCombine(answer, (answers, next) -> {
                answers.add(next);
                return answers;
            });
        }
        return all.thenApply(answers -> {
            confirm(change, told.whereabouts(), answers);
            if (!told.whereabouts().news()) {
                return Optional.of(AppendOutcome.STALE);
            }
            directory.noteTold(change);
            return outcome(change, answers);
        });
    }

    /** Only what the directory doesn't know yet. */
    private void confirm(EntityChange change, Whereabouts whereabouts, List<Answer> answers) {
        List<Place> places = answers.stream()
                .map(answer -> new Place(answer.section(), answer.appended().life()))
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
                .map(answer -> answer.appended().outcome())
                .toList();
        boolean failed =
                answers.stream().anyMatch(answer -> answer.appended().outcome().isEmpty());
        return failed
                ? Optional.empty()
                : outcomes.stream()
                        .flatMap(Optional::stream)
                        .min(AppendOutcome::compareTo)
                        .or(() -> Optional.of(AppendOutcome.UNWATCHED));
    }
}
