package com.mesaya.realtime.application.monitor;

/** Observes connections and their joins for metrics. Implementations are thread-safe and quick, and never throw. */
public interface ConnectionMonitor extends RefusalMonitor, DeliveryMonitor {

    /** A connection was opened. */
    void connectionOpened(ConnectionKind kind);

    /** A connection was closed. {@code reason} is one of a few fixed names. */
    void connectionClosed(ConnectionKind kind, String reason);

    /** A viewer received its snapshot. */
    void joined();

    /** A viewer resumed without a snapshot. */
    void resumed();

    /** A viewer asked to resume, but could not. */
    void resumeMissed(ResumeMiss reason);

    /** A client disconnected before its join was complete. */
    void joinAbandoned();
}
