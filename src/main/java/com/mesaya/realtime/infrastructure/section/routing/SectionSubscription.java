package com.mesaya.realtime.infrastructure.section.routing;

import com.mesaya.realtime.application.Failures;
import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.application.join.SectionSubscriptions;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.infrastructure.section.SectionSettings;
import com.mesaya.realtime.infrastructure.section.message.SectionProtocol;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** A connection's subscription to a section, wherever in the cluster the section lives. Thread-safe. */
final class SectionSubscription implements SectionSubscriptions.Subscription {

    /** The way to a section, and how long to wait for its answers. */
    record Way(RecipientRef<SectionProtocol.Command> section, SectionSettings settings, Scheduler scheduler) {

        /** Completes with the section's answer, or fails if none comes within the ask timeout. */
        <T> CompletionStage<T> ask(Function<ActorRef<T>, SectionProtocol.Command> question) {
            return ask(question, settings.askTimeout());
        }

        private <T> CompletionStage<T> ask(Function<ActorRef<T>, SectionProtocol.Command> question, Duration patience) {
            return InPlace.of(AskPattern.ask(section, question::apply, patience, scheduler));
        }
    }

    private final ShardedSections sections;
    private final SectionId section;
    private final UUID subscriber;
    private final long begunNanos;
    private final Cursor start;
    private final List<LogEntry> holds;
    private final AtomicLong reached;

    /** @param begunNanos the time at which the section was asked for the subscription */
    SectionSubscription(
            ShardedSections sections,
            SectionId section,
            UUID subscriber,
            long begunNanos,
            Cursor start,
            List<LogEntry> holds) {
        this.sections = sections;
        this.section = section;
        this.subscriber = subscriber;
        this.begunNanos = begunNanos;
        this.start = start;
        this.holds = holds;
        this.reached = new AtomicLong(start.sequence());
    }

    @Override
    public UUID id() {
        return subscriber;
    }

    @Override
    public CompletionStage<SectionSubscriptions.Shown> show(Snapshot snapshot, boolean resumable) {
        Duration age = Duration.ofNanos(System.nanoTime() - begunNanos);
        CompletionStage<SectionProtocol.Shown> shown = way().ask(replyTo ->
                new SectionProtocol.Show(subscriber, snapshot.versions(), snapshot.links(), age, resumable, replyTo));
        return shown.thenApply(answer -> new SectionSubscriptions.Shown(answer.complete(), answer.barrierEnd()));
    }

    @Override
    public Cursor start() {
        return start;
    }

    @Override
    public List<LogEntry> holds() {
        return holds;
    }

    @Override
    public CompletionStage<Fetched> fetch(Cursor from, boolean catchesUp) {
        long askedNanos = System.nanoTime();
        Way way = way();
        CompletionStage<Fetched> fetched = way.ask(
                replyTo -> new SectionProtocol.Fetch(from, catchesUp, replyTo),
                way.settings().pollTimeout());
        return fetched.exceptionallyCompose(failure -> {
            if (!(Failures.causeOf(failure) instanceof TimeoutException)) {
                return CompletableFuture.failedStage(failure);
            }
            return hasWaited(askedNanos)
                    ? CompletableFuture.failedStage(new TimeoutException("the section doesn't answer"))
                    : CompletableFuture.completedStage(Fetched.OutOfReach.INSTANCE);
        });
    }

    /** Returns false if the request failed early, which happens only after this node has left the cluster. */
    private boolean hasWaited(long askedNanos) {
        return System.nanoTime() - askedNanos
                > way().settings().pollTimeout().dividedBy(2).toNanos();
    }

    /** Only the next renewal of the lease reads the sequence, so other threads need not see it at once. */
    @Override
    public void reached(long sequence) {
        reached.lazySet(sequence);
    }

    private Way way() {
        return sections.way(section);
    }

    Cursor cursor() {
        return start.at(reached.get());
    }

    @Override
    public void close() {
        end(false);
    }

    @Override
    public void abandon() {
        end(true);
    }

    private void end(boolean forGood) {
        sections.remove(section, subscriber);
        way().section().tell(new SectionProtocol.Unsubscribe(subscriber, forGood));
    }
}
