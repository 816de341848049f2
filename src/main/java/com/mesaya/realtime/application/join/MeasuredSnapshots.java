package com.mesaya.realtime.application.join;

import com.mesaya.realtime.application.monitor.SnapshotMonitor;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reports the main API's requests and answers to a monitor. Thread-safe. */
public final class MeasuredSnapshots implements SnapshotSource {

    private final SnapshotSource source;
    private final SnapshotMonitor monitor;

    public MeasuredSnapshots(SnapshotSource source, SnapshotMonitor monitor) {
        this.source = source;
        this.monitor = monitor;
    }

    @Override
    public CompletionStage<Answer> snapshotOf(SectionId section, String token, InetAddress client) {
        long askedNanos = System.nanoTime();
        monitor.snapshotAsked();
        return CompletableFuture.completedStage(section)
                .thenCompose(asked -> source.snapshotOf(asked, token, client))
                .whenComplete((answer, failure) -> {
                    Duration took = Duration.ofNanos(System.nanoTime() - askedNanos);
                    if (answer instanceof Postponed) {
                        monitor.snapshotPostponed(took);
                    } else {
                        monitor.snapshotAnswered(took, refusal(answer, failure));
                    }
                });
    }

    private static @Nullable ErrorCode refusal(@Nullable Answer answer, @Nullable Throwable failure) {
        if (failure != null) {
            return ErrorCode.SNAPSHOT_UNAVAILABLE;
        }
        return answer instanceof Unavailable unavailable ? unavailable.code() : null;
    }
}
