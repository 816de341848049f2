package com.mesaya.realtime.application.join;

import com.mesaya.realtime.application.FailureSite;
import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.application.join.SectionSubscriptions.Resumption;
import com.mesaya.realtime.application.join.SectionSubscriptions.Shown;
import com.mesaya.realtime.application.join.SectionSubscriptions.Subscription;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.log.ResumePoint;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a viewer join a section. It first subscribes to the section's log, then asks the main API once. The log holds all events in
 * between, so no event falls between the snapshot and the live events. A viewer that returns with a resume point continues its former
 * subscription, without a request to the main API. Thread-safe.
 */
public final class JoinSection {

    private static final Logger LOG = LoggerFactory.getLogger(JoinSection.class);
    private static final InstantSource CLOCK = InstantSource.system();

    /** The main API's clock may be ahead of ours by this much, and the API may allow no leeway. */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(10);

    /** So often a join begins from its start: if its section or a bucket of the directory moves meanwhile, it may miss events. */
    private static final int MAX_ATTEMPTS = 3;

    private final SectionSubscriptions subscriptions;
    private final SnapshotSource snapshots;
    private final SnapshotGate gate;
    private final AtomicInteger reaching = new AtomicInteger();
    /** Rate-limited, since a dead node makes all joins of its sections fail alike. */
    private final RateLimitedLog failures = new RateLimitedLog(LOG, CLOCK);

    public JoinSection(SectionSubscriptions subscriptions, SnapshotSource snapshots, SnapshotGate gate) {
        this.subscriptions = subscriptions;
        this.snapshots = snapshots;
        this.gate = gate;
    }

    /**
     * A viewer's request to join.
     *
     * @param token the client's own token, used for the request to the main API
     * @param client the address of the client
     * @param expiresAt the expiry of the token, if it has one
     * @param resumable whether the viewer may want to resume this subscription later
     * @param resumeFrom the point from which the viewer resumes
     */
    public record Request(
            SectionId section,
            String token,
            InetAddress client,
            @Nullable Instant expiresAt,
            boolean resumable,
            Optional<ResumePoint> resumeFrom) {

        private boolean mayBeExpired(Instant now) {
            return expiresAt != null && !now.plus(CLOCKS_APART).isBefore(expiresAt);
        }

        /** Returns the request without the token, which must not be shown. */
        @Override
        public String toString() {
            return "Request(" + section + ")";
        }
    }

    /** The result of a join. */
    public sealed interface Result {

        /** Ends the subscription, if there is one, of a viewer that has disconnected before it got the result. */
        void abandon();
    }

    /** The viewer has joined. The receiver of this result owns the subscription. */
    public record Joined(Snapshot snapshot, long barrierEnd, Subscription subscription) implements Result {

        @Override
        public void abandon() {
            subscription.abandon();
        }
    }

    /** The viewer has resumed. The receiver of this result owns the subscription. */
    public record Resumed(Resumption resumption) implements Result {

        @Override
        public void abandon() {
            resumption.subscription().abandon();
        }
    }

    /**
     * The join was refused, and no subscription is left.
     *
     * @param apiStatus the main API's HTTP status, if it says more than the code does
     */
    public record Refused(ErrorCode code, OptionalInt apiStatus) implements Result {

        public Refused(ErrorCode code) {
            this(code, OptionalInt.empty());
        }

        @Override
        public void abandon() {}
    }

    /**
     * Joins the section, or resumes where that is possible.
     *
     * @param gone completes when the client has disconnected, so that the main API need not be asked
     * @return always completes normally
     */
    public CompletionStage<Result> join(Request request, CompletionStage<?> gone) {
        JoinWait wait = gate.beginWait(gone);
        // 1. Resume if possible: the section has kept the viewer's subscription, and the main API need not be asked.
        return resume(request, wait)
                .thenCompose(resumption -> resumption.isPresent()
                        ? completed(new Resumed(resumption.get()))
                        : joinAnew(request, wait, MAX_ATTEMPTS))
                .exceptionallyCompose(failure -> {
                    warnOf(request, failure);
                    return completed(new Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
                });
    }

    private CompletionStage<Result> joinAnew(Request request, JoinWait wait, int attempts) {
        return attempt(request, wait)
                // The section's node may have failed.
                .exceptionally(failure -> {
                    warnOf(request, failure);
                    return Optional.empty();
                })
                .thenCompose(result -> {
                    if (result.isPresent()) {
                        return completed(result.get());
                    }
                    return attempts > 1 && !wait.isGone() && !wait.left().isZero()
                            ? joinAnew(request, wait, attempts - 1)
                            // The viewer has no subscription, and may come back.
                            : completed(new Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
                });
    }

    /** @return empty if the viewer may miss an event, and must not begin */
    private CompletionStage<Optional<Result>> attempt(Request request, JoinWait wait) {
        // 2. Wait for the section, whose node may have died. Not in a turn, which other joins need.
        return reach(request.section(), true, wait)
                // 3. Wait for a turn, since the main API answers a limited number of requests.
                .thenCompose(reached -> gate.pass(
                        request.client(),
                        // 4. Subscribe before the request: the log then holds each event that the snapshot lacks. Not
                        // before the turn: a viewer that has received nothing does not lag.
                        () -> subscriptions
                                .subscribe(request.section())
                                // 5. Ask the main API once. If it postpones the request, repeat from 3.
                                .thenCompose(
                                        subscription -> ask(request).thenApply(answer -> visit(answer, subscription))),
                        Optional.<Answered>empty(),
                        wait))
                // 6. Register the snapshot, so that the section sends updates of all that the viewer shows. After the
                // turn, since this does not concern the main API.
                .thenCompose(answered -> answered.isPresent()
                        ? conclude(request, answered.get())
                        : refused(new Refused(ErrorCode.SNAPSHOT_UNAVAILABLE)));
    }

    private void warnOf(Request request, Throwable failure) {
        failures.warn("Section " + request.section() + " cannot be subscribed to: " + FailureSite.of(failure));
    }

    private static CompletionStage<Result> completed(Result result) {
        return CompletableFuture.completedStage(result);
    }

    private static CompletionStage<Optional<Result>> refused(Refused refusal) {
        return CompletableFuture.completedStage(Optional.of(refusal));
    }

    private CompletionStage<Optional<Resumption>> resume(Request request, JoinWait wait) {
        return request.resumeFrom()
                .map(point -> reach(request.section(), false, wait)
                        .thenCompose(reached -> subscriptions.resume(request.section(), point)))
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
    }

    private CompletionStage<?> reach(SectionId section, boolean joins, JoinWait wait) {
        reaching.incrementAndGet();
        return subscriptions.reach(section, joins, wait).whenComplete((reached, failure) -> reaching.decrementAndGet());
    }

    /** Returns the number of joins that wait, for their section or for their turn. */
    public int waiting() {
        return reaching.get() + gate.waiting();
    }

    /** The main API's answer, and the subscription that was made before the request. */
    private record Answered(SnapshotSource.Answer answer, Subscription subscription) {}

    private static SnapshotGate.Visit<Optional<Answered>> visit(
            SnapshotSource.Answer answer, Subscription subscription) {
        if (answer instanceof SnapshotSource.Postponed postponed) {
            subscription.abandon();
            return new SnapshotGate.Again<>(postponed);
        }
        return new SnapshotGate.Done<>(Optional.of(new Answered(answer, subscription)));
    }

    /** Asks the main API. Always completes normally, since the caller owns a subscription that it must close. */
    private CompletionStage<SnapshotSource.Answer> ask(Request request) {
        return CompletableFuture.completedStage(request)
                .thenCompose(asked -> snapshots.snapshotOf(asked.section(), asked.token(), asked.client()))
                .exceptionally(failure -> {
                    failures.warn("Section " + request.section() + " cannot be requested from the main API: "
                            + FailureSite.of(failure));
                    return new SnapshotSource.Unavailable(ErrorCode.SNAPSHOT_UNAVAILABLE);
                });
    }

    private CompletionStage<Optional<Result>> conclude(Request request, Answered answered) {
        if (answered.answer() instanceof SnapshotSource.Found found) {
            return show(request, found.snapshot(), answered.subscription());
        }
        answered.subscription().abandon();
        var unavailable = (SnapshotSource.Unavailable) answered.answer();
        // The token was valid at the handshake, but had expired when the main API saw it. A fresh token is accepted.
        boolean expired = unavailable.code() == ErrorCode.ACCESS_DENIED && request.mayBeExpired(CLOCK.instant());
        return refused(
                expired ? new Refused(ErrorCode.TOKEN_EXPIRED) : new Refused(unavailable.code(), unavailable.status()));
    }

    /**
     * Registers the snapshot with the section. Without further updates the viewer would keep a stale entity, so it begins only if the
     * section knows which entities the viewer shows. It doesn't know that if a bucket of the directory began anew since the request.
     */
    private CompletionStage<Optional<Result>> show(Request request, Snapshot snapshot, Subscription subscription) {
        return CompletableFuture.completedStage(snapshot)
                .thenCompose(found -> subscription.show(found, request.resumable()))
                .exceptionally(failure -> {
                    failures.warn(
                            "Section " + request.section() + " does not answer a join: " + FailureSite.of(failure));
                    return new Shown(false, 0);
                })
                .thenApply(shown -> {
                    if (!shown.complete()) {
                        subscription.abandon();
                        return Optional.empty();
                    }
                    return Optional.of(new Joined(snapshot, shown.barrierEnd(), subscription));
                });
    }
}
