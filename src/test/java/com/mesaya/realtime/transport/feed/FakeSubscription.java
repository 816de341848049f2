package com.mesaya.realtime.transport.feed;

import com.mesaya.realtime.application.join.SectionSubscriptions;
import com.mesaya.realtime.domain.Cursor;
import com.mesaya.realtime.domain.Snapshot;
import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** A place that remembers what is done to it, and answers what a test says. */
public final class FakeSubscription implements SectionSubscriptions.Subscription {

    public static final UUID PLACE = new UUID(1, 2);

    private final Cursor start;
    private final List<LogEntry> holds;
    public final AtomicBoolean closed = new AtomicBoolean();
    public final AtomicBoolean abandoned = new AtomicBoolean();
    final Queue<Long> reached = new ConcurrentLinkedQueue<>();
    final Queue<Cursor> asked = new ConcurrentLinkedQueue<>();
    /** Answers to those who ask alone; without one, there is none. */
    final Queue<Fetched> answers = new ConcurrentLinkedQueue<>();

    public FakeSubscription(Cursor start, LogEntry... holds) {
        this.start = start;
        this.holds = List.of(holds);
    }

    @Override
    public UUID id() {
        return PLACE;
    }

    @Override
    public Cursor start() {
        return start;
    }

    @Override
    public List<LogEntry> holds() {
        return holds;
    }

    @Override
    public CompletionStage<SectionSubscriptions.Shown> show(Snapshot snapshot, boolean resumable) {
        return CompletableFuture.completedStage(new SectionSubscriptions.Shown(true, 0));
    }

    @Override
    public CompletionStage<Fetched> fetch(Cursor cursor, boolean catchesUp) {
        asked.add(cursor);
        Fetched next = answers.poll();
        return next == null ? new CompletableFuture<>() : CompletableFuture.completedStage(next);
    }

    @Override
    public void reached(long sequence) {
        reached.add(sequence);
    }

    @Override
    public void close() {
        closed.set(true);
    }

    @Override
    public void abandon() {
        abandoned.set(true);
    }
}
