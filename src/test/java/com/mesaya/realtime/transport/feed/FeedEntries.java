package com.mesaya.realtime.transport.feed;

import static com.mesaya.realtime.domain.Events.NOON;

import com.mesaya.realtime.domain.Events;
import com.mesaya.realtime.domain.log.LogEntry;
import java.util.List;
import org.apache.pekko.io.Tcp;

/** Entries of a section's log whose entities have the sequence as their id, and the ids in a write. */
final class FeedEntries {

    private FeedEntries() {}

    static LogEntry entry(long sequence) {
        return new LogEntry(
                sequence,
                Events.updated(String.valueOf(sequence))
                        .payload("{\"id\":\"" + sequence + "\"}")
                        .event(),
                NOON);
    }

    static List<String> ids(Tcp.Write write) {
        return WireTexts.in(write.data()).stream()
                .map(text -> text.replaceAll(".*\"id\":\"(\\d+)\".*", "$1"))
                .toList();
    }
}
