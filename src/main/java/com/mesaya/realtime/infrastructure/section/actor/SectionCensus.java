package com.mesaya.realtime.infrastructure.section.actor;

import com.mesaya.realtime.application.monitor.ResumeMiss;
import com.mesaya.realtime.application.monitor.SectionMonitor;
import com.mesaya.realtime.application.monitor.SectionMove;
import com.mesaya.realtime.domain.log.SectionLog;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Metrics of the active sections on this node, from each one's last report. Sections are too many for a metric each, so they are
 * shown as sums. Thread-safe.
 */
public final class SectionCensus {

    private final SectionMonitor monitor;
    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();

    /** @param monitor counts moves, evictions and failed resumes */
    public SectionCensus(SectionMonitor monitor) {
        this.monitor = monitor;
    }

    /** Returns the number of active sections. */
    public int sections() {
        return entries.size();
    }

    /** Returns the number of events in their logs. */
    public long events() {
        return entries.stream().mapToLong(entry -> entry.events).sum();
    }

    /** Returns the bytes of events in their logs. */
    public long bytes() {
        return entries.stream().mapToLong(entry -> entry.bytes).sum();
    }

    /** Returns the number of entities whose newest event is in their logs. */
    public long entities() {
        return entries.stream().mapToLong(entry -> entry.entities).sum();
    }

    /** Returns the number of subscribers with this lag, on all nodes. */
    public long subscribers(LagBucket bucket) {
        return entries.stream()
                .mapToLong(entry -> entry.subscribers.getOrDefault(bucket, 0L))
                .sum();
    }

    /** Adds a section; only that section writes its entry, until it ends. */
    Entry begin(boolean wasElsewhere) {
        if (wasElsewhere) {
            monitor.sectionMoved(SectionMove.ARRIVED);
        }
        var entry = new Entry();
        entries.add(entry);
        return entry;
    }

    /** The metrics of one section. Only its actor writes them. */
    final class Entry {

        private volatile long events;
        private volatile long bytes;
        private volatile long entities;
        private volatile Map<LagBucket, Long> subscribers = Map.of();
        private long evictions;

        void update(SectionLog log) {
            events = log.size();
            bytes = log.bytes();
            entities = log.entities();
            if (log.evictions() > evictions) {
                monitor.evicted(log.evictions() - evictions);
                evictions = log.evictions();
            }
        }

        void update(LongStream lags) {
            subscribers = lags.mapToObj(LagBucket::of)
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        }

        void resumeMissed(ResumeMiss reason) {
            monitor.resumeMissed(reason);
        }

        void leaves(boolean withItsState) {
            monitor.sectionMoved(withItsState ? SectionMove.LEFT : SectionMove.LEFT_ALL_BEHIND);
        }

        /** Removes a section that has ended, or begins anew. */
        void end() {
            entries.remove(this);
        }
    }
}
