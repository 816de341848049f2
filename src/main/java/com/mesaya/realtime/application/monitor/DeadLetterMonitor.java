package com.mesaya.realtime.application.monitor;

import com.mesaya.realtime.application.topic.DeadLetterFate;
import com.mesaya.realtime.domain.ErrorCode;

/** Observes dead letters for metrics. Implementations are thread-safe and quick, and never throw. */
@FunctionalInterface
public interface DeadLetterMonitor {

    /** A rejected record was stored as a dead letter, or dropped. */
    void deadLetter(ErrorCode code, DeadLetterFate fate);
}
