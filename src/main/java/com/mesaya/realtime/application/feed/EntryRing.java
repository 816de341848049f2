package com.mesaya.realtime.application.feed;

import com.mesaya.realtime.domain.log.Fetched;
import com.mesaya.realtime.domain.log.LogEntry;
import java.util.ArrayList;
import java.util.List;

/** The newest entries of a section's log, bounded in number and bytes. Not thread-safe. */
final class EntryRing {

    private final LogEntry[] slots;
    private final long maxBytes;
    private int first;
    private int size;
    private long bytes;
    private long start;
    private long head;

    EntryRing(int capacity, long maxBytes) {
        this.slots = new LogEntry[capacity];
        this.maxBytes = maxBytes;
    }

    /** Returns the lowest sequence from which a cursor can be served. */
    long start() {
        return start;
    }

    /** Returns the sequence of the newest known entry. */
    long head() {
        return head;
    }

    /** Removes all entries and starts after the sequence. */
    void restart(long sequence) {
        while (size > 0) {
            removeFirst();
        }
        start = sequence;
        head = sequence;
    }

    /** Adds the new entries of a batch. The batch must begin at the head or before it. */
    void append(Fetched.Batch batch) {
        for (LogEntry entry : batch.entries()) {
            if (entry.sequence() > head) {
                add(entry);
            }
        }
        head = Math.max(head, batch.next().sequence());
    }

    /** Returns all entries after a sequence, which must not be before the start. */
    List<LogEntry> after(long sequence) {
        var after = new ArrayList<LogEntry>();
        for (int index = indexAfter(sequence); index < size; index++) {
            after.add(slots[(first + index) % slots.length]);
        }
        return after;
    }

    /** Returns the index of the first entry after a sequence. Sequences grow, but may have gaps. */
    private int indexAfter(long sequence) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (slots[(first + middle) % slots.length].sequence() > sequence) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private void add(LogEntry entry) {
        if (size == slots.length) {
            removeFirst();
        }
        slots[(first + size) % slots.length] = entry;
        size++;
        bytes += entry.event().frame().size();
        while (bytes > maxBytes && size > 1) {
            removeFirst();
        }
    }

    @SuppressWarnings("NullAway") // the ring never reads an empty slot
    private void removeFirst() {
        LogEntry removed = slots[first];
        slots[first] = null;
        first = (first + 1) % slots.length;
        size--;
        bytes -= removed.event().frame().size();
        start = removed.sequence();
    }
}
