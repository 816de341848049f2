package com.mesaya.realtime.application;

import com.mesaya.realtime.application.SectionSubscriptions.Subscription;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.domain.Snapshot;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a viewer join a section: first takes a place in the section's log, then asks the main API once. Whatever happens
 * in between is in the log after that place, so nothing falls between the snapshot and the live events. Thread-safe.
 */
public final class JoinSection {

    private static final Logger LOG = LoggerFactory.getLogger(JoinSection.class);

    private final SectionSubscriptions subscriptions;
    private final SnapshotSource snapshots;

    public JoinSection(SectionSubscriptions subscriptions, SnapshotSource snapshots) {
        this.subscriptions = subscriptions;
        this.snapshots = snapshots;
    }

    /** How a join ended. */
    public sealed interface Result {}

    /** The viewer is in; whoever gets this owns the subscription. */
    public record Joined(Snapshot snapshot, Subscription subscription) implements Result {}

    /** The viewer stays out, and holds nothing. */
    public record Refused(ErrorCode code) implements Result {}

    /**
     * Joins with the client's own token.
     *
     * @return completes normally whatever happens
     */
    public CompletionStage<Result> join(SectionId section, String token) {
        return subscriptions
                .subscribe(section)
                .thenCompose(subscription -> ask(section, token).thenApply(answer -> conclude(answer, subscription)))
                .exceptionallyCompose(failure -> {
                    LOG.warn("Section {} can't be subscribed to", section, failure);
                    return CompletableFuture.completedStage(new Refused(ErrorCode.SNAPSHOT_UNAVAILABLE));
                });
    }

    /** Whatever happens, there is an answer: who asks holds a place that must be given up. */
    private CompletionStage<SnapshotSource.Answer> ask(SectionId section, String token) {
        return CompletableFuture.completedStage(token)
                .thenCompose(jwt -> snapshots.snapshotOf(section, jwt))
                .exceptionally(failure -> {
                    LOG.warn("Section {} can't be asked for", section, failure);
                    return new SnapshotSource.Unavailable(ErrorCode.SNAPSHOT_UNAVAILABLE);
                });
    }

    private static Result conclude(SnapshotSource.Answer answer, Subscription subscription) {
        if (answer instanceof SnapshotSource.Found found) {
            return new Joined(found.snapshot(), subscription);
        }
        subscription.close();
        return new Refused(((SnapshotSource.Unavailable) answer).code());
    }
}
