package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.ShownEntity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * The last {@code window} events are kept exactly, up to {@code windowAge}. An older one stays only as long as it is the newest of its entity,
 * as in Kafka's log compaction; so a reader that has fallen behind still ends with the same state. If a limit evicts the
 * newest event of an entity, the horizon rises; no cursor before the horizon is answered.
 *
 * <p>Contract, section 3, defines duplicate and stale events. Not thread-safe.
 */
public final class SectionLog {

    private long epoch;
    private final CompactedEntries entries;
    private final TakenOffsets taken;
    private final SnapshotBarrier shown;

    /** Creates an empty log in an epoch of its own: cursors of another epoch are out of its reach. */
    public SectionLog(long epoch, LogLimits limits) {
        this.epoch = epoch;
        this.entries = new CompactedEntries(limits);
        this.taken = new TakenOffsets(limits.offsets());
        this.shown = new SnapshotBarrier(Map.of());
    }

    /** Restores a log from another node, under the same limits. */
    public SectionLog(LogState state, LogLimits limits) {
        this.epoch = state.epoch();
        this.entries = new CompactedEntries(state, limits);
        this.taken = new TakenOffsets(limits.offsets(), state.taken());
        this.shown = new SnapshotBarrier(state.shown());
    }

    /** Returns the full contents. */
    public LogState state() {
        return new LogState(
                epoch,
                entries.head(),
                entries.windowStart(),
                entries.horizon(),
                entries.newestForgotten(),
                entries.all(),
                entries.newest().state(),
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
        return cursor.epoch() == epoch && cursor.sequence() >= entries.horizon() && cursor.sequence() <= entries.head();
    }

    /** Returns the cursor of a reader that has received everything so far. */
    public Cursor head() {
        return new Cursor(epoch, entries.head());
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
        Newest last = entries.newest().before(event);
        if (last == null && entries.newestForgotten() == null && shown.lacks(event, now)) {
            return AppendOutcome.STALE;
        }
        AppendOutcome outcome = last == null || last.order() == null ? entries.judgeUnknown(event) : last.judge(event);
        if (outcome == AppendOutcome.DUPLICATE || outcome == AppendOutcome.STALE) {
            return outcome;
        }
        if (!shown.lets(event)) {
            return AppendOutcome.STALE;
        }
        if (outcome == AppendOutcome.UNDECIDABLE) {
            entries.addUndecidable(event, now);
        } else {
            entries.addNewest(last == null ? event : event.sharing(last.entry().event()), last, now);
        }
        entries.compact(now);
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
        if (entries.head() - from <= bound && from >= entries.windowStart()) {
            return read(from, false, 0, batch, now);
        }
        return switch (policy) {
            case CONFLATE -> read(from, true, 0, batch, now);
            case DROP_OLDEST -> {
                long resumeFrom = Math.max(entries.head() - bound, entries.windowStart());
                yield read(resumeFrom, false, resumeFrom - from, batch, now);
            }
            case DISCONNECT -> Fetched.Overflowed.INSTANCE;
        };
    }

    /** Returns the holds that a joining viewer needs, in order. */
    public List<LogEntry> holdsAlive(Instant now) {
        return entries.newest().holdsAlive(now);
    }

    /** Removes all state of an entity that no viewer here shows any more. If it returns, it is treated as new. */
    public void forget(EntityKey entity) {
        entries.forget(entity);
    }

    /** Puts all earlier cursors out of reach, and keeps all other state. */
    public void beginNewEpoch(long newEpoch) {
        epoch = newEpoch;
    }

    /**
     * Drops all offsets of records up to the highest one that was known at the last call of this method: from now on all of these
     * records count as seen. To be called at intervals longer than a record can be in flight.
     */
    public void dropOldOffsets() {
        taken.dropOld();
    }

    /** Forgets a topic's offsets, because they refer to other records from now on. */
    public void forgetOffsets(String topic) {
        taken.forget(topic);
    }

    /** Returns the entity's newest event in the log; null if there is none. */
    public @Nullable SectionEvent newestOf(EntityKey entity) {
        Newest newest = entries.newest().stateOf(entity);
        return newest == null ? null : newest.entry().event();
    }

    /** Returns the entity's version as this log knows it, for the directory's question which entities are shown; null if unknown. */
    public @Nullable ShownEntity toldOf(EntityKey entity) {
        Newest newest = entries.newest().stateOf(entity);
        if (newest == null || newest.order() == null) {
            return null;
        }
        Instant version = newest.entry().event().version();
        return new ShownEntity(entity, version == null ? newest.order() : version, newest.order());
    }

    /** Returns the sequence before which no cursor is answered. */
    public long horizon() {
        return entries.horizon();
    }

    /** Returns the sequence after which every event is kept. */
    public long windowStart() {
        return entries.windowStart();
    }

    /**
     * Returns the number of evicted events that were the newest of their entity: for lack of room, or because a deletion or hold had
     * expired.
     */
    public long evictions() {
        return entries.evictions();
    }

    /** Returns the number of events kept. */
    public int size() {
        return entries.size();
    }

    /** Returns the bytes of frames kept. */
    public long bytes() {
        return entries.bytes();
    }

    /** Returns the number of entities, and holds of entities, of which an event is kept. */
    public int entities() {
        return entries.newest().size();
    }

    private Fetched.Batch read(long from, boolean conflate, long missed, BatchLimits batch, Instant now) {
        var read = new ArrayList<LogEntry>();
        long next = from;
        long lapsed = 0;
        long size = 0;
        for (LogEntry entry : entries.after(from)) {
            boolean tell = !entry.event().hasLapsed(now);
            if (tell && (!conflate || entries.newest().contains(entry))) {
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
        return batch(read, from, entries.head(), lapsed, missed);
    }

    private Fetched.Batch batch(List<LogEntry> read, long from, long next, long lapsed, long missed) {
        long conflated = next - from - read.size() - lapsed;
        return new Fetched.Batch(from - missed, read, new Cursor(epoch, next), conflated, missed, entries.head());
    }
}
