package com.mesaya.realtime.transport;

import com.mesaya.realtime.application.JoinSection;
import com.mesaya.realtime.application.LiveEvents;
import com.mesaya.realtime.application.SectionMonitor;
import com.mesaya.realtime.application.SectionSubscriptions.Resumption;
import com.mesaya.realtime.application.SectionSubscriptions.Subscription;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Fetched;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.LogEntry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection to a section.
 *
 * <pre>
 * what the client says ─▶ answer ─▶ (once the section began) ──────────────────────┐
 * session.expiring, close ─────────────────────────────────────────────────────────┤
 *            ┌─ refused ─▶ error, close ───────────────────────────────────────────┼─▶ what goes out
 * join ──────┼─ joined ──▶ snapshot, holds ──┐                                     │
 *            └─ resumed ─▶ section.resumed ──┴─▶ fetch ─▶ barrier ─▶ frames ─┬─────┘
 *                                                  ▲─────────────────────────┘ when the socket wants more
 * </pre>
 *
 * A socket that takes nothing doesn't fetch, and isn't read from, so nothing queues up for it.
 */
final class SectionConnection {

    private static final String FAILED = "failure";

    /** How many answers wait for the beginning before nothing more is heard. */
    private static final int HELD_BACK = 32;

    /** How many notes wait for a socket that takes nothing. */
    private static final int NOTES = 4;

    private final JoinSection joinSection;
    private final JoinSection.Request request;
    private final Frames frames;
    private final SectionMonitor monitor;
    private final InstantSource clock;
    private final Pace returning;
    private final CompletableFuture<Subscription> subscribed = new CompletableFuture<>();
    private final CompletableFuture<Outbound> closing = new CompletableFuture<>();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Tally tally;
    private volatile @Nullable BoundedSourceQueue<Outbound> notes;

    /** @param returning the pace at which those whose section lost its log are sent for a new snapshot */
    SectionConnection(
            JoinSection joinSection,
            JoinSection.Request request,
            Frames frames,
            SectionMonitor monitor,
            InstantSource clock,
            Pace returning) {
        this.joinSection = joinSection;
        this.request = request;
        this.frames = frames;
        this.monitor = monitor;
        this.clock = clock;
        this.returning = returning;
        this.tally = new Tally(clock.instant());
    }

    /** What it has been so far. */
    Tally tally() {
        return tally;
    }

    /** Tells the client something beside its events, once it has begun; nothing if it takes nothing. */
    void tell(Frame frame) {
        CompletionStage<Void> beginning = begun;
        beginning.thenRun(() -> {
            BoundedSourceQueue<Outbound> queue = notes;
            if (queue != null) {
                queue.offer(Outbound.of(frame));
            }
        });
    }

    /** Closes the connection after what is on its way already; completes when it is over. */
    CompletionStage<Void> close(Outbound last) {
        closing.complete(last);
        return ended;
    }

    /** Completes when the connection is over. */
    CompletionStage<Void> ended() {
        return ended;
    }

    /**
     * All that comes in and goes out; to be run once.
     *
     * @param answer what is said to a message of the client; called for one after the other
     */
    Flow<Inbound, Outbound, NotUsed> flow(Function<Inbound, CompletionStage<Outbound>> answer) {
        return Flow.<Inbound>create()
                .mapAsync(1, answer::apply)
                .mapError(Throwable.class, this::noteFailure)
                .onErrorComplete()
                .watchTermination(this::noteSilence)
                .buffer(HELD_BACK, OverflowStrategy.backpressure())
                .mapAsync(1, this::afterTheBeginning)
                .merge(outbound(), true)
                .takeWhile(outbound -> outbound.close() == null, true)
                .map(this::handOver)
                .watchTermination((unused, done) -> {
                    monitor.connectionOpened();
                    done.whenComplete((ok, failure) -> end(failure));
                    return unused;
                });
    }

    private Source<Outbound, NotUsed> outbound() {
        Source<Outbound, NotUsed> told = Source.<Outbound>queue(NOTES).mapMaterializedValue(queue -> {
            notes = queue;
            return NotUsed.getInstance();
        });
        return Source.lazyCompletionStageSource(this::join)
                .mapMaterializedValue(joined -> NotUsed.getInstance())
                .map(this::noteBeginning)
                .merge(told)
                .merge(Source.completionStage(closing), true);
    }

    private CompletionStage<Source<Outbound, NotUsed>> join() {
        if (closing.isDone()) {
            return CompletableFuture.completedStage(Source.empty());
        }
        return joinSection.join(request, ended).thenApply(result -> {
            if (result instanceof JoinSection.Joined joined) {
                monitor.joined();
                tally.joined("joined");
                subscribed.complete(joined.subscription());
                return live(
                        begin(joined), joined.subscription(), joined.snapshot().versions());
            }
            if (result instanceof JoinSection.Resumed resumed) {
                monitor.resumed();
                tally.joined("resumed");
                Resumption resumption = resumed.resumption();
                Subscription subscription = resumption.subscription();
                subscribed.complete(subscription);
                Frame first = frames.resumed(subscription.id(), subscription.start());
                return live(List.of(first), subscription, resumption.versions());
            }
            var refused = (JoinSection.Refused) result;
            if (ended.isDone()) {
                monitor.joinAbandoned();
            } else {
                monitor.joinRefused(refused.code());
                tally.joined(refused.code().name().toLowerCase(Locale.ROOT));
            }
            return Source.single(Outbound.failing(refused.code(), refused.apiStatus()));
        });
    }

    private Source<Outbound, NotUsed> live(
            List<Frame> beginning, Subscription subscription, Map<EntityKey, Instant> versions) {
        var live = new LiveEvents(versions);
        tally.awaitsSocket(clock.instant());
        Source<Outbound, NotUsed> events = Source.unfoldAsync(
                        subscription.start(),
                        cursor -> subscription
                                .fetch(cursor)
                                .thenCompose(this::inTurn)
                                .thenApply(fetched -> Optional.of(advance(cursor, fetched))))
                .map(fetched -> outbound(fetched.first(), fetched.second(), live, subscription))
                .filter(outbound -> !outbound.isEmpty());
        // A source that held on to it would keep the snapshot for as long as the connection lasts.
        var first = new AtomicReference<@Nullable Outbound>(Outbound.of(beginning));
        return Source.lazySingle(() -> first.getAndSet(null))
                .mapMaterializedValue(unused -> NotUsed.getInstance())
                .concatLazy(events);
    }

    private List<Frame> begin(JoinSection.Joined joined) {
        Subscription subscription = joined.subscription();
        var beginning = new ArrayList<Frame>();
        Frame last = joined.snapshot().frame();
        for (LogEntry hold : subscription.holds()) {
            if (!hold.event().hasLapsed(clock.instant())) {
                // Whoever comes back with this frame's cursor hasn't got the hold yet.
                Cursor before = subscription.start().at(hold.sequence() - 1);
                beginning.add(frames.at(last, subscription.id(), before));
                last = frames.event(hold);
            }
        }
        beginning.add(frames.at(last, subscription.id(), subscription.start()));
        return beginning;
    }

    /** The cursor to fetch from next, and with what was fetched the cursor it was fetched from. */
    private static Pair<Cursor, Pair<Cursor, Fetched>> advance(Cursor from, Fetched fetched) {
        Cursor next = fetched instanceof Fetched.Batch batch ? batch.next() : from;
        return Pair.create(next, Pair.create(from, fetched));
    }

    /** When a node dies, all who watched its sections lose their place at the same moment. */
    private CompletionStage<Fetched> inTurn(Fetched fetched) {
        return fetched == Fetched.OutOfReach.INSTANCE
                ? returning.turn().thenApply(unused -> fetched)
                : CompletableFuture.completedStage(fetched);
    }

    private Outbound outbound(Cursor from, Fetched fetched, LiveEvents live, Subscription subscription) {
        LiveEvents.Step step = live.next(fetched);
        if (step instanceof LiveEvents.Tell tell) {
            monitor.leftOut(tell.conflated(), tell.missed());
            tally.leftOut(tell.conflated(), tell.missed());
            if (!tell.entries().isEmpty()) {
                tally.awaitsSocket(clock.instant());
            }
            var told = new ArrayList<Frame>();
            if (tell.missed() > 0) {
                told.add(frames.gap(tell.missed(), subscription.id(), from.at(from.sequence() + tell.missed())));
            }
            tell.entries().forEach(entry -> told.add(frames.event(entry, subscription.id(), from)));
            return new Outbound(told, tell.entries(), tell.endsSection() ? CloseReason.SECTION_DELETED : null);
        }
        return Outbound.closing(step == LiveEvents.End.OVERFLOWED ? CloseReason.OVERFLOWED : CloseReason.OUT_OF_REACH);
    }

    /** The snapshot comes first (contract, section 1); what the client says before it is heard, and answered after it. */
    private CompletionStage<Outbound> afterTheBeginning(Outbound answer) {
        return answer.close() == null ? begun.thenApply(unused -> answer) : CompletableFuture.completedStage(answer);
    }

    private Outbound noteBeginning(Outbound outbound) {
        begun.complete(null);
        return outbound;
    }

    /** A client that will say nothing more is gone, and needn't wait for the beginning. */
    private NotUsed noteSilence(NotUsed unused, CompletionStage<Done> silent) {
        silent.whenComplete((done, failure) -> begun.complete(null));
        return unused;
    }

    private Throwable noteFailure(Throwable failure) {
        tally.closedBy(FAILED);
        return failure;
    }

    /** The socket has asked for it. */
    private Outbound handOver(Outbound outbound) {
        tally.handedOver(outbound, clock.instant(), monitor);
        return outbound;
    }

    /** Whoever joined gives the place up, even if the client went away before it learnt of it. */
    private void end(@Nullable Throwable failure) {
        CompletionStage<Subscription> place = subscribed;
        place.thenAccept(Subscription::close);
        if (failure != null) {
            tally.closedBy(FAILED);
        }
        monitor.connectionClosed(tally.closedBy());
        ended.complete(null);
    }
}
