package com.mesaya.realtime.application;

import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Has a monitor watch how the main API answers. Thread-safe. */
public final class MeasuredSnapshots implements SnapshotSource {

    private final SnapshotSource source;
    private final SectionMonitor monitor;

    public MeasuredSnapshots(SnapshotSource source, SectionMonitor monitor) {
        this.source = source;
        this.monitor = monitor;
    }

    @Override
    public CompletionStage<Answer> snapshotOf(SectionId section, String token) {
        long askedNanos = System.nanoTime();
        monitor.snapshotAsked();
        return CompletableFuture.completedStage(section)
                .thenCompose(asked -> source.snapshotOf(asked, token))
                .whenComplete((answer, failure) -> monitor.snapshotAnswered(
                        Duration.ofNanos(System.nanoTime() - askedNanos),
                        answer instanceof Unavailable unavailable
                                ? unavailable.code()
                                : failure == null ? null : ErrorCode.SNAPSHOT_UNAVAILABLE));
    }
}
