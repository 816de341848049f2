package com.mesaya.realtime.application.monitor;

import com.mesaya.realtime.domain.log.LogEntry;
import java.time.Instant;
import java.util.List;

/** Observes writes to sockets for metrics. Implementations are thread-safe and quick, and never throw. */
public interface DeliveryMonitor {

    /**
     * Frames go to a socket in one write.
     *
     * @param events the log's events among them
     * @param since the start of live delivery to the client; it has not waited for older events
     */
    void handedOver(int frames, List<LogEntry> events, Instant since, Instant now);

    /** Events were left out of a delivery: conflated without loss, or dropped for good. */
    void leftOut(long conflated, long dropped);
}
