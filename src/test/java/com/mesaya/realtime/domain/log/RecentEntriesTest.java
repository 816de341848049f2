package com.mesaya.realtime.domain.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.mesaya.realtime.domain.Events;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class RecentEntriesTest {

    /** Adds where the list says so, and else removes, beside a queue. */
    @Property
    void holdsWhatAQueueHolds(@ForAll @Size(max = 80) List<Boolean> adds) {
        var recent = new RecentEntries(100);
        var queue = new ArrayDeque<LogEntry>();
        long last = 100;
        for (boolean add : adds) {
            if (add) {
                LogEntry entry = entry(++last);
                recent.addLast(entry);
                queue.addLast(entry);
            } else if (!queue.isEmpty()) {
                assertThat(recent.removeFirst()).isSameAs(queue.removeFirst());
            }
            assertThat(recent.size()).isEqualTo(queue.size());
            assertThat(recent.after(last - queue.size())).containsExactlyElementsOf(queue);
        }
        for (long sequence = last - queue.size(); sequence <= last; sequence++) {
            long from = sequence;
            assertThat(recent.after(from))
                    .containsExactlyElementsOf(queue.stream()
                            .filter(entry -> entry.sequence() > from)
                            .toList());
        }
    }

    @Example
    void takesNoEntryThatDoesNotFollow() {
        var recent = new RecentEntries(7);

        assertThatIllegalArgumentException().isThrownBy(() -> recent.addLast(entry(9)));
        recent.addLast(entry(8));
        assertThatIllegalArgumentException().isThrownBy(() -> recent.addLast(entry(8)));
    }

    private static LogEntry entry(long sequence) {
        return new LogEntry(sequence, Events.updated("1").event(), Instant.EPOCH);
    }
}
