package com.mesaya.realtime.application.monitor;

/** Observes this node's shards for metrics. Implementations are thread-safe and quick, and never throw. */
@FunctionalInterface
public interface ShardMonitor {

    /** The node hosts {@code held} shards; {@code arrived} shards came and {@code left} shards went since the last report. */
    void shardsHeld(int held, int arrived, int left);
}
