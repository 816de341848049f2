package com.mesaya.realtime.application.join;

import com.mesaya.realtime.application.FailureSite;
import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.application.RateLimitedLog;
import com.mesaya.realtime.application.join.SectionSubscriptions.Resumption;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a viewer join a section. It first subscribes to the section's log, then asks the main API once. The log holds all events in
 * between, so no event falls between the snapshot and the live events. If the section or a bucket of the directory moves meanwhile, the
 * join begins again. A viewer that returns with a resume point continues its former subscription, without a request to the main API.
 * Thread-safe.
 */
public final class JoinSection {

    private static final Logger LOG = LoggerFactory.getLogger(JoinSection.class);
    private static final InstantSource CLOCK = InstantSource.system();

    /** The number of attempts. An attempt fails if the section or a bucket of the directory moves meanwhile. */
    private static final int MAX_ATTEMPTS = 3;

    /** A bucket that began without a node's report refuses the joins of its first seconds, which two pauses outlast as a rule. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final SectionSubscriptions subscriptions;
    private final SnapshotGate gate;
    private final JoinAttempt attempt;
    private final Duration pause;
    private final AtomicInteger reaching = new AtomicInteger();
    /** Rate-limited, since a dead node makes all joins of its sections fail alike. */
    private final RateLimitedLog failures = new RateLimitedLog(LOG, CLOCK);

    public JoinSection(SectionSubscriptions subscriptions, SnapshotSource snapshots, SnapshotGate gate) {
        this(subscriptions, snapshots, gate, PAUSE);
    }

    /** @param pause the least pause between two attempts */
    JoinSection(SectionSubscriptions subscriptions, SnapshotSource snapshots, SnapshotGate gate, Duration pause) {
        this.pause = pause;
        this.subscriptions = subscriptions;
        this.gate = gate;
        this.attempt = new JoinAttempt(subscriptions, snapshots, gate, failures);
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
        // 2. Wait for the section, whose node may have died. Not in a turn, which other joins need.
        return reach(request.section(), true, wait)
                .thenCompose(reached -> attempt.make(request, wait))
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
                            ? pause().thenCompose(over -> joinAnew(request, wait, attempts - 1))
                            // The viewer has no subscription, and may come back.
                            : completed(new Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
                });
    }

    /** Joins that were interrupted together go on one after the other. */
    private CompletionStage<?> pause() {
        reaching.incrementAndGet();
        Duration length = pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis()));
        return CompletableFuture.runAsync(reaching::decrementAndGet, InPlace.after(length));
    }

    private void warnOf(Request request, Throwable failure) {
        failures.warn("Section " + request.section() + " cannot be subscribed to: " + FailureSite.of(failure));
    }

    private static CompletionStage<Result> completed(Result result) {
        return CompletableFuture.completedStage(result);
    }

    private CompletionStage<Optional<Resumption>> resume(Request request, JoinWait wait) {
        return request.resumeFrom()
                .map(point -> reach(request.section(), false, wait)
                        .thenCompose(reached -> subscriptions
                                .resume(request.section(), point)
                                .exceptionally(failure -> {
                                    // The section that begins on another node has no place for the viewer.
                                    warnOf(request, failure);
                                    return Optional.empty();
                                })))
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
}
