package com.mesaya.realtime.application;

import com.mesaya.realtime.application.SectionSubscriptions.Resumption;
import com.mesaya.realtime.application.SectionSubscriptions.Shown;
import com.mesaya.realtime.application.SectionSubscriptions.Subscription;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.ResumePoint;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a viewer join a section: first takes a place in the section's log, then asks the main API once. Whatever happens
 * in between is in the log after that place, so nothing falls between the snapshot and the live events. Who comes back
 * with a resume point takes up its former place instead, and the main API isn't asked. Thread-safe.
 */
public final class JoinSection {

    private static final Logger LOG = LoggerFactory.getLogger(JoinSection.class);
    private static final InstantSource CLOCK = InstantSource.system();

    /** The main API's clock may be ahead of ours, and it may know no leeway. */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(10);

    private final SectionSubscriptions subscriptions;
    private final SnapshotSource snapshots;
    private final SnapshotGate gate;
    /** When a node dies, all who join its sections meet the same. */
    private final SparingLog failures = new SparingLog(LOG, CLOCK);

    public JoinSection(SectionSubscriptions subscriptions, SnapshotSource snapshots, SnapshotGate gate) {
        this.subscriptions = subscriptions;
        this.snapshots = snapshots;
        this.gate = gate;
    }

    /**
     * What a viewer wants.
     *
     * @param token the client's own, to ask the main API with
     * @param client the address the client comes from
     * @param expiresAt when the token ends, if it does
     * @param resumable whether it may want to come back to this place
     * @param resumeFrom the place it comes back to
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

        /** Without the token, which is nobody's business. */
        @Override
        public String toString() {
            return "Request(" + section + ")";
        }
    }

    /** How a join ended. */
    public sealed interface Result {}

    /** The viewer is in; whoever gets this owns the subscription. */
    public record Joined(Snapshot snapshot, long barrierEnd, Subscription subscription) implements Result {}

    /** The viewer is where it was; whoever gets this owns the subscription. */
    public record Resumed(Resumption resumption) implements Result {}

    /**
     * The viewer stays out, and holds nothing.
     *
     * @param apiStatus the main API's HTTP status, where it tells more than the code does
     */
    public record Refused(ErrorCode code, OptionalInt apiStatus) implements Result {

        public Refused(ErrorCode code) {
            this(code, OptionalInt.empty());
        }
    }

    /**
     * Joins, or resumes where that is possible.
     *
     * @param gone completes when the client is gone, so that nobody needs to be asked any more
     * @return completes normally whatever happens
     */
    public CompletionStage<Result> join(Request request, CompletionStage<?> gone) {
        return resume(request)
                .thenCompose(resumption -> resumption
                        .<CompletionStage<Result>>map(resumed -> CompletableFuture.completedStage(new Resumed(resumed)))
                        .orElseGet(() -> subscribe(request, gone)))
                .exceptionallyCompose(failure -> {
                    failures.warn("Section " + request.section() + " can't be subscribed to: " + site(failure));
                    return CompletableFuture.completedStage(new Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
                });
    }

    private CompletionStage<Optional<Resumption>> resume(Request request) {
        return request.resumeFrom()
                .map(point -> subscriptions.resume(request.section(), point))
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
    }

    /** What the main API said, and the place that was taken before it was asked. */
    private record Answered(SnapshotSource.Answer answer, Subscription subscription) {}

    /** Waits for its turn first: what happens meanwhile is no lag of a viewer who hasn't got anything yet. */
    private CompletionStage<Result> subscribe(Request request, CompletionStage<?> gone) {
        return gate.pass(request.client(), () -> visit(request), Optional.<Answered>empty(), gone)
                .thenCompose(answered -> answered.map(known -> conclude(request, known.answer(), known.subscription()))
                        .orElseGet(
                                () -> CompletableFuture.completedStage(new Refused(ErrorCode.SNAPSHOT_UNAVAILABLE))));
    }

    private CompletionStage<SnapshotGate.Visit<Optional<Answered>>> visit(Request request) {
        return subscriptions
                .subscribe(request.section())
                .thenCompose(subscription -> ask(request).thenApply(answer -> {
                    if (answer instanceof SnapshotSource.Postponed postponed) {
                        subscription.abandon();
                        return new SnapshotGate.Again<>(postponed);
                    }
                    return new SnapshotGate.Done<>(Optional.of(new Answered(answer, subscription)));
                }));
    }

    /** Whatever happens, there is an answer: who asks holds a place that must be given up. */
    private CompletionStage<SnapshotSource.Answer> ask(Request request) {
        return CompletableFuture.completedStage(request)
                .thenCompose(asked -> snapshots.snapshotOf(asked.section(), asked.token(), asked.client()))
                .exceptionally(failure -> {
                    failures.warn("Section " + request.section() + " can't be asked for: " + site(failure));
                    return new SnapshotSource.Unavailable(ErrorCode.SNAPSHOT_UNAVAILABLE);
                });
    }

    private static FailureSite site(Throwable failure) {
        Throwable cause = failure.getCause();
        return FailureSite.of(failure instanceof CompletionException && cause != null ? cause : failure);
    }

    private CompletionStage<Result> conclude(Request request, SnapshotSource.Answer answer, Subscription subscription) {
        if (answer instanceof SnapshotSource.Found found) {
            return show(request, found.snapshot(), subscription);
        }
        subscription.abandon();
        var unavailable = (SnapshotSource.Unavailable) answer;
        // Valid at the handshake and expired when the main API saw it: a fresh one gets in.
        boolean expired = unavailable.code() == ErrorCode.ACCESS_DENIED && request.mayBeExpired(CLOCK.instant());
        return CompletableFuture.completedStage(
                expired ? new Refused(ErrorCode.TOKEN_EXPIRED) : new Refused(unavailable.code(), unavailable.status()));
    }

    /** Without further updates the viewer would keep a stale entity, so it begins only if the section knows what it shows. */
    private CompletionStage<Result> show(Request request, Snapshot snapshot, Subscription subscription) {
        return CompletableFuture.completedStage(snapshot)
                .thenCompose(found -> subscription.show(found, request.resumable()))
                .exceptionally(failure -> {
                    failures.warn("Section " + request.section() + " doesn't answer a join: " + site(failure));
                    return new Shown(false, 0);
                })
                .thenApply(shown -> {
                    if (!shown.complete()) {
                        subscription.abandon();
                        return new Refused(ErrorCode.SNAPSHOT_UNAVAILABLE);
                    }
                    return new Joined(snapshot, shown.barrierEnd(), subscription);
                });
    }
}
