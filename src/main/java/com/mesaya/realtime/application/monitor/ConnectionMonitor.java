package com.mesaya.realtime.application.monitor;

/** Observes WebSockets and their joins for metrics. Implementations are thread-safe and quick, and never throw. */
public interface ConnectionMonitor extends RefusalMonitor, DeliveryMonitor {

    /** A WebSocket was opened. */
    void connectionOpened();

    /** A WebSocket was closed. {@code reason} is one of a few fixed names. */
    void connectionClosed(String reason);

    /** A viewer received its snapshot. */
    void joined();

    /** A viewer resumed without a snapshot. */
    void resumed();

    /** A viewer asked to resume, but could not. */
    void resumeMissed(ResumeMiss reason);

    /** A client disconnected before its join was complete. */
    void joinAbandoned();
}
