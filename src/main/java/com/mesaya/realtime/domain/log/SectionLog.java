package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.ShownEntity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A section's recent events, read through cursors.
 *
 * <pre>
 *      horizon            windowStart                  head
 *  ───────┼────────────────────┼─────────────────────────┤
 *  unknown│ newest event of    │ every event             │
 *         │ each entity only   │                         │
 * </pre>
 *
 * The last {@code window} events are kept exactly. An older one stays only as long as it is the newest of its entity,
 * as in Kafka's log compaction; so a reader that has fallen behind still ends with the same state. If a limit evicts the
 * newest event of an entity, the horizon rises; no cursor before the horizon is answered.
 *
 * <p>Contract, section 3, defines duplicate and stale events. Not thread-safe.
 */
public final class SectionLog {

    private long epoch;
    private final LogLimits limits;
    /** The entries in the window. */
    private final RecentEntries recent;
    /** The entries before the window, each the newest of its entity, by sequence. */
    private final TreeMap<Long, LogEntry> older = new TreeMap<>();

    private final Map<EntityKey, Newest> states = new HashMap<>();
    private final Map<EntityKey, Newest> holds = new HashMap<>();
    private final TreeMap<Long, LogEntry> fading = new TreeMap<>();
    private final TakenOffsets taken;
    private final SnapshotBarrier shown;
    private long head;
    private long windowStart;
    private long horizon;
    private long bytes;
    private long evictions;
    private @Nullable Instant newestForgotten;

    /** Creates an empty log in an epoch of its own: cursors of another epoch are out of its reach. */
    public SectionLog(long epoch, LogLimits limits) {
        this.epoch = epoch;
        this.limits = limits;
        this.recent = new RecentEntries(0);
        this.taken = new TakenOffsets(limits.offsets());
        this.shown = new SnapshotBarrier(Map.of());
    }

    /** Restores a log from another node, under the same limits. */
    public SectionLog(LogState state, LogLimits limits) {
        this.epoch = state.epoch();
        this.limits = limits;
        this.taken = new TakenOffsets(limits.offsets(), state.taken());
        this.shown = new SnapshotBarrier(state.shown());
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
                older.put(entry.sequence(), entry);
            }
            bytes += entry.event().frame().size();
        }
        for (LogState.Known known : state.known()) {
            LogEntry newest = Objects.requireNonNull(entries.get(known.newest()), "the newest of an entity is kept");
            newestOf(newest.event()).put(newest.event().entity(), Newest.of(known, newest));
            if (newest.sequence() <= windowStart && newest.event().nature() != EventNature.STATE) {
                fading.put(newest.sequence(), newest);
            }
        }
    }

    /** Returns the full contents. */
    public LogState state() {
        return new LogState(
                epoch,
                head,
                windowStart,
                horizon,
                newestForgotten,
                Stream.concat(older.values().stream(), recent.after(windowStart).stream())
                        .toList(),
                Stream.concat(states.values().stream(), holds.values().stream())
                        .map(Newest::state)
                        .toList(),
                taken.state(),
                shown.versions());
    }

    /**
     * Registers the versions in a snapshot that a viewer is about to show. From now on the log refuses all events strictly older
     * (contract, section 3), so all viewers can share the entries after this.
     */
    public void show(Map<EntityKey, Instant> versions) {
        shown.raise(versions);
    }

    /** Returns whether a reader at this cursor can get everything it has missed. */
    public boolean reaches(Cursor cursor) {
        return cursor.epoch() == epoch && cursor.sequence() >= horizon && cursor.sequence() <= head;
    }

    /** Returns the cursor of a reader that has received everything so far. */
    public Cursor head() {
        return new Cursor(epoch, head);
    }

    /** Appends an event, or refuses it as duplicate, stale or lapsed. */
    public AppendOutcome append(SectionEvent event, Instant now) {
        if (taken.contains(event.origin())) {
            return AppendOutcome.DUPLICATE;
        }
        return follow(event, now);
    }

    /**
     * Appends an event that has already been delivered to the entity's former sections and is new here, even if this log has seen its
     * record.
     */
    public AppendOutcome follow(SectionEvent event, Instant now) {
        if (!taken.contains(event.origin())) {
            taken.add(event.origin());
        }
        if (event.hasLapsed(now)) {
            return AppendOutcome.LAPSED;
        }
        Newest last = newestOf(event).get(event.entity());
        if (last == null && isGone(event)) {
            return AppendOutcome.STALE;
        }
        AppendOutcome outcome = last == null || last.order() == null ? judgeUnknown(event) : last.judge(event);
        if (outcome == AppendOutcome.DUPLICATE || outcome == AppendOutcome.STALE) {
            return outcome;
        }
        if (!shown.lets(event)) {
            return AppendOutcome.STALE;
        }
        LogEntry entry = add(event, now);
        if (outcome == AppendOutcome.UNDECIDABLE) {
            horizon = head;
        } else {
            becomeNewest(entry, last);
        }
        forgetFaded(now);
        keepWithinLimits(now);
        return outcome;
    }

    /**
     * Returns the entries after a cursor.
     *
     * @param bound the number of events by which the reader may lag behind before the policy applies
     */
    public Fetched fetch(Cursor cursor, int bound, OverflowPolicy policy, BatchLimits batch, Instant now) {
        long from = cursor.sequence();
        if (!reaches(cursor)) {
            return Fetched.OutOfReach.INSTANCE;
        }
        if (head - from <= bound && from >= windowStart) {
            return read(from, false, 0, batch, now);
        }
        return switch (policy) {
            case CONFLATE -> read(from, true, 0, batch, now);
            case DROP_OLDEST -> {
                long resumeFrom = Math.max(head - bound, windowStart);
                yield read(resumeFrom, false, resumeFrom - from, batch, now);
            }
            case DISCONNECT -> Fetched.Overflowed.INSTANCE;
        };
    }

    /** Returns the holds that a joining viewer needs, in order. */
    public List<LogEntry> holdsAlive(Instant now) {
        return holds.values().stream()
                .map(Newest::entry)
                .filter(entry ->
                        isHold(entry.event(), now) && !isDeleted(entry.event().entity()))
                .sorted(Comparator.comparingLong(LogEntry::sequence))
                .toList();
    }

    /** Removes all state of an entity that no viewer here shows any more. If it returns, it is treated as new. */
    public void forget(EntityKey entity) {
        Newest forgotten = states.remove(entity);
        if (forgotten != null && forgotten.entry().sequence() <= windowStart) {
            remove(forgotten.entry());
        }
    }

    /** Puts all earlier cursors out of reach, and keeps all other state. */
    public void beginNewEpoch(long newEpoch) {
        epoch = newEpoch;
    }

    /** Forgets a topic's offsets, because they refer to other records from now on. */
    public void forgetOffsets(String topic) {
        taken.forget(topic);
    }

    /** Returns the entity's newest event in the log; null if there is none. */
    public @Nullable SectionEvent newestOf(EntityKey entity) {
        Newest newest = states.get(entity);
        return newest == null ? null : newest.entry().event();
    }

    /** Returns the entity's version as this log knows it, for the directory's question which entities are shown; null if unknown. */
    public @Nullable ShownEntity toldOf(EntityKey entity) {
        Newest newest = states.get(entity);
        if (newest == null || newest.order() == null) {
            return null;
        }
        Instant version = newest.entry().event().version();
        return new ShownEntity(entity, version == null ? newest.order() : version, newest.order());
    }

    /** Returns the sequence before which no cursor is answered. */
    public long horizon() {
        return horizon;
    }

    /** Returns the sequence after which every event is kept. */
    public long windowStart() {
        return windowStart;
    }

    /**
     * Returns the number of evicted events that were the newest of their entity: for lack of room, or because a deletion or hold had
     * expired.
     */
    public long evictions() {
        return evictions;
    }

    /** Returns the number of events kept. */
    public int size() {
        return older.size() + recent.size();
    }

    /** Returns the bytes of frames kept. */
    public long bytes() {
        return bytes;
    }

    /** Returns the number of entities, and holds of entities, of which an event is kept. */
    public int entities() {
        return states.size() + holds.size();
    }

    /** Returns whether a snapshot shows that an unknown entity of the section has left it. The log must not have forgotten any. */
    private boolean isGone(SectionEvent event) {
        return newestForgotten == null && event.change().home() != null && shown.lacks(event);
    }

    private AppendOutcome judgeUnknown(SectionEvent event) {
        boolean maybePast = !event.nature().isEphemeral()
                && event.orderedAt() != null
                && newestForgotten != null
                && !event.orderedAt().isAfter(newestForgotten);
        return maybePast ? AppendOutcome.UNDECIDABLE : AppendOutcome.APPENDED;
    }

    private LogEntry add(SectionEvent event, Instant now) {
        var entry = new LogEntry(++head, event, now);
        recent.addLast(entry);
        bytes += event.frame().size();
        return entry;
    }

    private void becomeNewest(LogEntry entry, @Nullable Newest last) {
        newestOf(entry.event()).put(entry.event().entity(), Newest.after(last, entry));
        if (last != null && last.entry().sequence() <= windowStart) {
            remove(last.entry());
        }
    }

    private Fetched.Batch read(long from, boolean conflate, long missed, BatchLimits batch, Instant now) {
        var read = new ArrayList<LogEntry>();
        long next = from;
        long lapsed = 0;
        long size = 0;
        for (LogEntry entry : after(from)) {
            boolean tell = !entry.event().hasLapsed(now);
            if (tell && (!conflate || isNewest(entry))) {
                size += entry.event().frame().size();
                if (!read.isEmpty() && (read.size() == batch.maxEvents() || size > batch.maxBytes())) {
                    return batch(read, from, next, lapsed, missed);
                }
                read.add(entry);
            } else if (!tell) {
                lapsed++;
            }
            next = entry.sequence();
        }
        return batch(read, from, head, lapsed, missed);
    }

    private List<LogEntry> after(long sequence) {
        if (sequence >= windowStart) {
            return recent.after(sequence);
        }
        var after = new ArrayList<>(older.tailMap(sequence, false).values());
        after.addAll(recent.after(windowStart));
        return after;
    }

    private Fetched.Batch batch(List<LogEntry> read, long from, long next, long lapsed, long missed) {
        return new Fetched.Batch(read, new Cursor(epoch, next), next - from - read.size() - lapsed, missed, head);
    }

    private void keepWithinLimits(Instant now) {
        while (head - windowStart > limits.window()) {
            shrinkWindow();
        }
        while (bytes > limits.maxBytes() && windowStart < head) {
            shrinkWindow();
        }
        while (entities() > limits.maxEntities() || bytes > limits.maxBytes()) {
            if (older.isEmpty()) {
                shrinkWindow();
            } else {
                evict(older.firstEntry().getValue(), now);
            }
        }
    }

    private void shrinkWindow() {
        LogEntry leaving = recent.removeFirst();
        windowStart = leaving.sequence();
        if (!isNewest(leaving)) {
            bytes -= leaving.event().frame().size();
            return;
        }
        older.put(windowStart, leaving);
        if (leaving.event().nature() != EventNature.STATE) {
            fading.put(windowStart, leaving);
        }
    }

    /** Evicts deletions and holds that have left the window, after their retention time and unless the table is held. */
    private void forgetFaded(Instant now) {
        Instant before = now.minus(limits.tombstoneRetention());
        var faded = new ArrayList<LogEntry>();
        for (LogEntry entry : fading.values()) {
            if (!entry.appendedAt().isBefore(before)) {
                break;
            }
            if (!isHeld(entry.event().entity(), now)) {
                faded.add(entry);
            }
        }
        faded.forEach(entry -> evict(entry, now));
    }

    /** Evicts the newest event of an entity. A reader that hasn't read it can no longer get a complete answer. */
    private void evict(LogEntry entry, Instant now) {
        Newest evicted = newestOf(entry.event()).remove(entry.event().entity());
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

    /** Removes an entry that has left the window. */
    private void remove(LogEntry entry) {
        older.remove(entry.sequence());
        fading.remove(entry.sequence());
        bytes -= entry.event().frame().size();
    }

    private boolean isHeld(EntityKey entity, Instant now) {
        Newest hold = holds.get(entity);
        return hold != null && isHold(hold.entry().event(), now);
    }

    private boolean isDeleted(EntityKey entity) {
        Newest state = states.get(entity);
        return state != null && state.entry().event().nature() == EventNature.DELETION;
    }

    /** Returns whether this is a hold that will lapse but hasn't yet. */
    private static boolean isHold(SectionEvent event, Instant now) {
        return event.nature() == EventNature.HOLD && event.expiresAt() != null && !event.hasLapsed(now);
    }

    private boolean isNewest(LogEntry entry) {
        Newest newest = newestOf(entry.event()).get(entry.event().entity());
        return newest != null && newest.entry().sequence() == entry.sequence();
    }

    private Map<EntityKey, Newest> newestOf(SectionEvent event) {
        return event.nature().isEphemeral() ? holds : states;
    }
}
