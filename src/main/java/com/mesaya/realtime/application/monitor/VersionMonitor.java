package com.mesaya.realtime.application.monitor;

/** Observes unreadable timestamps in records for metrics. Implementations are thread-safe and quick, and never throw. */
@FunctionalInterface
public interface VersionMonitor {

    /** An {@code updatedAt}, {@code timestamp} or {@code expiresAt} in a record of a topic cannot be read. */
    void versionUnreadable(String topic);
}
