package com.mesaya.realtime.application.monitor;

/** Observes this node's sections for metrics. Implementations are thread-safe and quick, and never throw. */
public interface SectionMonitor {

    /** A section moved to or from this node, with or without its state. */
    void sectionMoved(SectionMove move);

    /** A section's log evicted the newest events of some entities. */
    void evicted(long entries);

    /** A viewer asked to resume, but could not. */
    void resumeMissed(ResumeMiss reason);
}
