package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a log within its limits: all in the window, and before it the newest of each entity. If a limit evicts the newest
 * event of an entity, the horizon rises. Not thread-safe.
 */
final class CompactedEntries {

    private final LogLimits limits;
    /** The entries in the window. */
    private final RecentEntries recent;
    /** The entries before the window, each the newest of its entity, by sequence. */
    private final TreeMap<Long, LogEntry> older = new TreeMap<>();
    /** The deletions and holds among those. */
    private final TreeMap<Long, LogEntry> fading = new TreeMap<>();

    private final NewestEvents newest = new NewestEvents();
    private long head;
    private long windowStart;
    private long horizon;
    private long bytes;
    private long evictions;
    private @Nullable Instant newestForgotten;

    CompactedEntries(LogLimits limits) {
        this.limits = limits;
        this.recent = new RecentEntries(0);
    }

    /** Restores the entries from another node, under the same limits. */
    CompactedEntries(LogState state, LogLimits limits) {
        this.limits = limits;
        this.head = state.head();
        this.windowStart = state.windowStart();
        this.horizon = state.horizon();
        this.newestForgotten = state.newestForgotten();
        this.recent = new RecentEntries(windowStart);
        Map<Long, LogEntry> entries = new HashMap<>();
        for (LogEntry entry : state.entries()) {
            entries.put(entry.sequence(), entry);
            if (entry.sequence() > windowStart) {
                recent.addLast(entry);
            } else {
                addOlder(entry);
            }
            bytes += entry.event().frame().size();
        }
        for (LogState.Known known : state.known()) {
            newest.put(Newest.of(
                    known, Objects.requireNonNull(entries.get(known.newest()), "the newest of an entity is kept")));
        }
    }

    /** Returns all entries in order. */
    List<LogEntry> all() {
        return Stream.concat(older.values().stream(), recent.after(windowStart).stream())
                .toList();
    }

    /** Returns the entries after a sequence, valid until the next change. */
    List<LogEntry> after(long sequence) {
        if (sequence >= windowStart) {
            return recent.after(sequence);
        }
        var after = new ArrayList<>(older.tailMap(sequence, false).values());
        after.addAll(recent.after(windowStart));
        return after;
    }

    /** Returns the newest event of each entity. */
    NewestEvents newest() {
        return newest;
    }

    /** Returns the sequence of the last entry. */
    long head() {
        return head;
    }

    /** Returns the sequence after which every event is kept. */
    long windowStart() {
        return windowStart;
    }

    /** Returns the sequence before which a reader may miss an event. */
    long horizon() {
        return horizon;
    }

    /** Returns the highest order among the evicted events; null if there is none. */
    @Nullable
    Instant newestForgotten() {
        return newestForgotten;
    }

    /** Decides on an event of an entity of which no event is here. */
    AppendOutcome judgeUnknown(SectionEvent event) {
        Instant order = event.orderedAt();
        boolean maybePast = !event.nature().isEphemeral()
                && order != null
                && newestForgotten != null
                && !order.isAfter(newestForgotten);
        return maybePast ? AppendOutcome.UNDECIDABLE : AppendOutcome.APPENDED;
    }

    /** Returns the number of evicted events that were the newest of their entity, and had not lapsed. */
    long evictions() {
        return evictions;
    }

    int size() {
        return older.size() + recent.size();
    }

    /** Returns the bytes of frames. */
    long bytes() {
        return bytes;
    }

    /** Adds the newest event of an entity, in place of the last one. */
    void addNewest(SectionEvent event, @Nullable Newest last, Instant now) {
        newest.put(Newest.after(last, add(event, now)));
        if (last != null) {
            removeOlder(last.entry());
        }
    }

    /** Adds an event that may be older than one that was evicted. No cursor before it is answered. */
    void addUndecidable(SectionEvent event, Instant now) {
        add(event, now);
        horizon = head;
    }

    private LogEntry add(SectionEvent event, Instant now) {
        var entry = new LogEntry(++head, event, now);
        recent.addLast(entry);
        bytes += event.frame().size();
        return entry;
    }

    /** Removes all state of an entity. */
    void forget(EntityKey entity) {
        Newest forgotten = newest.removeState(entity);
        if (forgotten != null) {
            removeOlder(forgotten.entry());
        }
    }

    /** Evicts what has expired, and what exceeds the limits. */
    void compact(Instant now) {
        evictFaded(now);
        Instant start = now.minus(limits.windowAge());
        while (head - windowStart > limits.window() || isFirstBefore(start)) {
            shrinkWindow();
        }
        while (bytes > limits.maxBytes() && windowStart < head) {
            shrinkWindow();
        }
        while (newest.size() > limits.maxEntities() || bytes > limits.maxBytes()) {
            if (older.isEmpty()) {
                shrinkWindow();
            } else {
                evict(older.firstEntry().getValue(), now);
            }
        }
    }

    private boolean isFirstBefore(Instant start) {
        return recent.size() > 0 && recent.first().appendedAt().isBefore(start);
    }

    private void shrinkWindow() {
        LogEntry leaving = recent.removeFirst();
        windowStart = leaving.sequence();
        if (newest.contains(leaving)) {
            addOlder(leaving);
        } else {
            bytes -= leaving.event().frame().size();
        }
    }

    private void addOlder(LogEntry entry) {
        older.put(entry.sequence(), entry);
        if (entry.event().nature() != EventNature.STATE) {
            fading.put(entry.sequence(), entry);
        }
    }

    /**
     * Evicts deletions and holds after their retention time, unless the table is held. They are kept as long as they are among the
     * events that the window has room for, even if they are too old for it.
     */
    private void evictFaded(Instant now) {
        Instant before = now.minus(limits.tombstoneRetention());
        var faded = new ArrayList<LogEntry>();
        for (LogEntry entry : fading.values()) {
            if (!entry.appendedAt().isBefore(before) || entry.sequence() > head - limits.window()) {
                break;
            }
            if (!newest.isHeld(entry.event().entity(), now)) {
                faded.add(entry);
            }
        }
        faded.forEach(entry -> evict(entry, now));
    }

    /** Evicts the newest event of an entity. A reader that hasn't read it can no longer get a complete answer. */
    private void evict(LogEntry entry, Instant now) {
        Newest evicted = newest.remove(entry.event());
        remove(entry);
        if (entry.event().hasLapsed(now)) {
            return;
        }
        evictions++;
        horizon = Math.max(horizon, entry.sequence());
        Instant order = evicted == null || entry.event().nature().isEphemeral() ? null : evicted.order();
        if (order != null && (newestForgotten == null || order.isAfter(newestForgotten))) {
            newestForgotten = order;
        }
    }

    /** Removes an entry if it has left the window. Each event in the window stays. */
    private void removeOlder(LogEntry entry) {
        if (entry.sequence() <= windowStart) {
            remove(entry);
        }
    }

    private void remove(LogEntry entry) {
        older.remove(entry.sequence());
        fading.remove(entry.sequence());
        bytes -= entry.event().frame().size();
    }
}
