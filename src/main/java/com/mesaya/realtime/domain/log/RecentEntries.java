package com.mesaya.realtime.domain.log;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The newest entries of a log, in a ring that grows when it is full. Their sequences have no gaps. Not thread-safe. */
final class RecentEntries {

    private static final int FIRST_LENGTH = 8;

    private @Nullable LogEntry[] slots = new LogEntry[FIRST_LENGTH];
    private int first;
    private int size;
    private long before;

    /** @param before the sequence before the first entry */
    RecentEntries(long before) {
        this.before = before;
    }

    int size() {
        return size;
    }

    /** @throws IllegalArgumentException if the entry doesn't follow the last one */
    void addLast(LogEntry entry) {
        if (entry.sequence() != before + size + 1) {
            throw new IllegalArgumentException(entry.sequence() + " doesn't follow " + (before + size));
        }
        if (size == slots.length) {
            grow();
        }
        slots[slot(size)] = entry;
        size++;
    }

    /** Returns the oldest entry. The ring must not be empty. */
    LogEntry first() {
        return at(0);
    }

    /** Removes the oldest entry. The ring must not be empty. */
    LogEntry removeFirst() {
        LogEntry removed = first();
        slots[first] = null;
        first = slot(1);
        size--;
        before++;
        return removed;
    }

    /**
     * Returns a view of the entries after a sequence, which must not be before the first entry. The view is valid until the next
     * change.
     */
    List<LogEntry> after(long sequence) {
        int skipped = Math.toIntExact(Math.min(size, sequence - before));
        return new AbstractList<>() {
            @Override
            public LogEntry get(int index) {
                return at(Objects.checkIndex(skipped + index, RecentEntries.this.size));
            }

            @Override
            public int size() {
                return RecentEntries.this.size - skipped;
            }
        };
    }

    private LogEntry at(int index) {
        return Objects.requireNonNull(slots[slot(index)], "a slot in use has an entry");
    }

    private int slot(int index) {
        int slot = first + index;
        return slot < slots.length ? slot : slot - slots.length;
    }

    private void grow() {
        var grown = Arrays.copyOf(slots, 2 * slots.length);
        System.arraycopy(slots, first, grown, 0, slots.length - first);
        System.arraycopy(slots, 0, grown, slots.length - first, first);
        slots = grown;
        first = 0;
    }
}
