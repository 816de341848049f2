package com.mesaya.realtime.infrastructure.section.routing;

import com.mesaya.realtime.application.topic.EntityRouter;
import com.mesaya.realtime.domain.EntityChange;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.entity.Whereabouts;
import com.mesaya.realtime.domain.log.AppendOutcome;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.directory.ShardedDirectory;
import com.mesaya.realtime.infrastructure.section.message.DirectoryProtocol;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Looks each event up in the directory of entities before it sends the event to sections, and then unregisters the sections that don't show
 * its entity. A section that shows it registers by itself ({@code Registrations}).
 *
 * <pre>
 *  event ─▶ look up ─┬─ no answer ──────────────────────────────────────────────▶ failed
 *                    ├─ old ────────────────────────────────────────────────────▶ stale
 *                    └─ news ─▶ append to each section that ─▶ unregister ─▶ outcome
 *                               shows it, and the one it names
 * </pre>
 *
 * <p>If the directory doesn't answer soon, the section that the event names gets it at once, provided that the section shows the entity.
 */
public final class RoutedEvents implements EntityRouter {

    private final ShardedDirectory directory;
    private final ShardedSections sections;
    private final LookUps lookUps;

    /** Starts this node's look-ups in the directory. */
    public RoutedEvents(
            ActorSystem<?> system, SectionSettings settings, ShardedDirectory directory, ShardedSections sections) {
        this.directory = directory;
        this.sections = sections;
        this.lookUps = new LookUps(system, settings, directory, this::appendEarly);
    }

    @Override
    public CompletionStage<Optional<AppendOutcome>> route(EntityChange change) {
        // Answers come in the order of the questions, so events of one entity reach its sections in their order.
        return lookUps.lookUp(change).thenCompose(found -> {
            Whereabouts whereabouts = found.whereabouts();
            return whereabouts == null ? giveUp(change) : append(change, whereabouts);
        });
    }

    /**
     * Appends an event before the directory has answered, so that viewers who show its entity don't wait for a bucket whose node has
     * died. The look-up goes on; the section then recognizes the event as a duplicate.
     */
    private void appendEarly(EntityChange change) {
        if (change.home() != null) {
            sections.append(SectionProtocol.Incoming.early(change.in(change.home())));
        }
    }

    /** The other sections that show the entity aren't known, but the section that the event names is. */
    private CompletionStage<Optional<AppendOutcome>> giveUp(EntityChange change) {
        if (change.home() != null) {
            sections.beginAnew(change.home());
        }
        return CompletableFuture.completedStage(Optional.empty());
    }

    private CompletionStage<Optional<AppendOutcome>> append(EntityChange change, Whereabouts whereabouts) {
        List<SectionId> concerned = whereabouts.sections();
        if (concerned.isEmpty()) {
            return CompletableFuture.completedStage(conclude(change, whereabouts, new Answers(change)));
        }
        SectionId first = concerned.get(0);
        CompletionStage<Answers> all =
                append(change, whereabouts, first).thenApply(result -> new Answers(change).add(first, result));
        for (SectionId section : concerned.subList(1, concerned.size())) {
            all = all.thenCombine(
                    append(change, whereabouts, section), (answers, result) -> answers.add(section, result));
        }
        return all.thenApply(answers -> conclude(change, whereabouts, answers));
    }

    private CompletionStage<SectionProtocol.Result> append(
            EntityChange change, Whereabouts whereabouts, SectionId section) {
        return sections.append(
                new SectionProtocol.Incoming(change.in(section), change.home() == null, whereabouts.incarnation()));
    }

    private Optional<AppendOutcome> conclude(EntityChange change, Whereabouts whereabouts, Answers answers) {
        if (!answers.hiding().isEmpty()) {
            directory.tell(
                    directory.bucketOf(change.entity()),
                    new DirectoryProtocol.Unregister(
                            change.entity(), whereabouts.incarnation(), whereabouts.ticket(), answers.hiding()));
        }
        if (!whereabouts.news()) {
            return Optional.of(AppendOutcome.STALE);
        }
        directory.recordDelivered(change);
        return answers.outcome();
    }
}
