package com.mesaya.realtime.application.monitor;

import com.mesaya.realtime.domain.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Observes requests to the main API for metrics. Implementations are thread-safe and quick, and never throw. */
public interface SnapshotMonitor {

    /** The main API is asked for a section. */
    void snapshotAsked();

    /** The main API answered, or did not answer in time; {@code refusal} is null if it returned the section. */
    void snapshotAnswered(Duration took, @Nullable ErrorCode refusal);

    /** The main API refused the request because of too many requests; it is repeated later. */
    void snapshotPostponed(Duration took);
}
