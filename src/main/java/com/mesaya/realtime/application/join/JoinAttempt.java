package com.mesaya.realtime.application.join;

import com.mesaya.realtime.application.FailureSite;
import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.application.join.JoinSection.Joined;
import com.mesaya.realtime.application.join.JoinSection.Refused;
import com.mesaya.realtime.application.join.JoinSection.Request;
import com.mesaya.realtime.application.join.JoinSection.Result;
import com.mesaya.realtime.application.join.SectionSubscriptions.Shown;
import com.mesaya.realtime.application.join.SectionSubscriptions.Subscription;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One attempt of a viewer to join a section with a snapshot from the main API. Thread-safe. */
final class JoinAttempt {

    private static final InstantSource CLOCK = InstantSource.system();

    /** The main API's clock may be ahead of ours by this much, and the API may allow no leeway. */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(10);

    private final SectionSubscriptions subscriptions;
    private final SnapshotSource snapshots;
    private final SnapshotGate gate;
    private final RateLimitedLog failures;

    JoinAttempt(
            SectionSubscriptions subscriptions, SnapshotSource snapshots, SnapshotGate gate, RateLimitedLog failures) {
        this.subscriptions = subscriptions;
        this.snapshots = snapshots;
        this.gate = gate;
        this.failures = failures;
    }

    /**
     * Joins a section that can be reached.
     *
     * @return empty if the viewer may miss an event, and must not begin; fails if the section doesn't answer. Then no subscription is left
     */
    CompletionStage<Optional<Result>> make(Request request, JoinWait wait) {
        // 3. Wait for a turn, since the main API answers a limited number of requests.
        return gate.pass(
                        request.client(),
                        // 4. Subscribe before the request: the log then holds each event that the snapshot lacks. Not
                        // before the turn: a viewer that has received nothing does not lag.
                        () -> subscriptions
                                .subscribe(request.section())
                                // 5. Ask the main API once. If it postpones the request, repeat from 3.
                                .thenCompose(
                                        subscription -> ask(request).thenApply(answer -> visit(answer, subscription))),
                        Optional.<Answered>empty(),
                        wait)
                // 6. Register the snapshot, so that the section sends updates of all that the viewer shows. After the
                // turn, since this does not concern the main API.
                .thenCompose(answered -> answered.isPresent()
                        ? conclude(request, answered.get())
                        : refused(new Refused(ErrorCode.SNAPSHOT_UNAVAILABLE)));
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
        boolean expired = unavailable.code() == ErrorCode.ACCESS_DENIED && mayBeExpired(request, CLOCK.instant());
        return refused(
                expired ? new Refused(ErrorCode.TOKEN_EXPIRED) : new Refused(unavailable.code(), unavailable.status()));
    }

    private static boolean mayBeExpired(Request request, Instant now) {
        Instant end = request.expiresAt();
        return end != null && !now.plus(CLOCKS_APART).isBefore(end);
    }

    private static CompletionStage<Optional<Result>> refused(Refused refusal) {
        return CompletableFuture.completedStage(Optional.of(refusal));
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
