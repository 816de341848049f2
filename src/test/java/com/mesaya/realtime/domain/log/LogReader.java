package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.EntityKey;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client as the model sees it: what it knew when it joined, and all it was told since. */
final class LogReader {

    private final Map<EntityKey, SectionEvent> snapshot;
    private final List<SectionEvent> holdsAtJoin;
    private final List<LogEntry> told;
    private Cursor cursor;
    private boolean begun;

    LogReader(Cursor start, List<SectionEvent> holdsAtJoin) {
        this(start, new HashMap<>(), holdsAtJoin, new ArrayList<>(), false);
    }

    private LogReader(
            Cursor cursor,
            Map<EntityKey, SectionEvent> snapshot,
            List<SectionEvent> holdsAtJoin,
            List<LogEntry> told,
            boolean begun) {
        this.cursor = cursor;
        this.snapshot = snapshot;
        this.holdsAtJoin = holdsAtJoin;
        this.told = told;
        this.begun = begun;
    }

    /** Another one who knows the same. */
    LogReader copy() {
        return new LogReader(cursor, new HashMap<>(snapshot), holdsAtJoin, new ArrayList<>(told), begun);
    }

    Cursor cursor() {
        return cursor;
    }

    /** All it was told since the snapshot, in order. */
    List<LogEntry> told() {
        return told;
    }

    /** Before it fetches first it takes the snapshot, which may be ahead of its cursor. */
    void begin(Map<EntityKey, SectionEvent> state) {
        if (!begun) {
            snapshot.putAll(state);
            begun = true;
        }
    }

    void take(Fetched.Batch batch) {
        told.addAll(batch.entries());
        cursor = batch.next();
    }

    /** What passed the barrier, in order. */
    List<SectionEvent> passed() {
        var barrier = new SnapshotBarrier(snapshotVersions());
        return told.stream().map(LogEntry::event).filter(barrier::lets).toList();
    }

    /** The entities as the client sees them: it upserts on everything but deletions (contract, section 1). */
    Map<EntityKey, Frame> view() {
        var view = new HashMap<EntityKey, Frame>();
        snapshot.forEach((entity, event) -> view.put(entity, event.frame()));
        for (SectionEvent event : passed()) {
            switch (event.nature()) {
                case STATE -> view.put(event.entity(), event.frame());
                case DELETION -> view.remove(event.entity());
                case HOLD, RELEASE -> {}
            }
        }
        return view;
    }

    /** The holds the client believes in. */
    List<SectionEvent> holds(Instant now) {
        var holds = new HashMap<EntityKey, SectionEvent>();
        holdsAtJoin.forEach(hold -> holds.put(hold.entity(), hold));
        for (SectionEvent event : passed()) {
            switch (event.nature()) {
                case HOLD -> holds.put(event.entity(), event);
                case RELEASE -> holds.remove(event.entity());
                case STATE, DELETION -> {}
            }
        }
        return holds.values().stream().filter(hold -> !hold.hasLapsed(now)).toList();
    }

    /** The versions of what was in the snapshot, where there are any. */
    Map<EntityKey, Instant> snapshotVersions() {
        var versions = new HashMap<EntityKey, Instant>();
        snapshot.forEach((entity, event) -> {
            Instant version = event.version();
            if (version != null) {
                versions.put(entity, version);
            }
        });
        return versions;
    }
}
