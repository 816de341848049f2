package com.mesaya.realtime.application.monitor;

import com.mesaya.realtime.domain.ErrorCode;

/** Observes refused viewers for metrics. Implementations are thread-safe and quick, and never throw. */
@FunctionalInterface
public interface RefusalMonitor {

    /** A viewer was refused, before or after the upgrade. */
    void joinRefused(ErrorCode code);
}
