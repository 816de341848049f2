package com.mesaya.realtime.infrastructure.section;

import com.mesaya.realtime.application.SectionInspection;
import com.mesaya.realtime.domain.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** A section's subscribers: when each was last heard of, and where it was then. Not thread-safe. */
final class Subscribers {

    private record Subscriber(Instant lastHeard, Cursor cursor) {}

    private final Map<UUID, Subscriber> all = new HashMap<>();

    boolean isEmpty() {
        return all.isEmpty();
    }

    int size() {
        return all.size();
    }

    /** Something was heard of it. */
    void hear(UUID id, Cursor cursor, Instant now) {
        all.put(id, new Subscriber(now, cursor));
    }

    /** Where it was when it was last heard of. */
    Cursor cursorOf(UUID id, Cursor ifUnknown) {
        Subscriber known = all.get(id);
        return known == null ? ifUnknown : known.cursor();
    }

    void remove(UUID id) {
        all.remove(id);
    }

    /** Takes those for gone of whom nothing has been heard since. */
    void loseThoseUnheardSince(Instant start, Consumer<UUID> lost) {
        all.entrySet().removeIf(subscriber -> {
            boolean gone = subscriber.getValue().lastHeard().isBefore(start);
            if (gone) {
                lost.accept(subscriber.getKey());
            }
            return gone;
        });
    }

    /** How many events each is behind. */
    LongStream lags(Cursor head) {
        return all.values().stream().mapToLong(subscriber -> lag(subscriber, head));
    }

    /** Those that lag furthest behind. */
    List<SectionInspection.Viewer> furthest(int most, Cursor head, Instant now) {
        return all.entrySet().stream()
                .map(subscriber -> new SectionInspection.Viewer(
                        subscriber.getKey().toString(),
                        subscriber.getValue().cursor().sequence(),
                        lag(subscriber.getValue(), head),
                        Duration.between(subscriber.getValue().lastHeard(), now).toMillis()))
                .sorted(Comparator.comparingLong(SectionInspection.Viewer::lag).reversed())
                .limit(most)
                .toList();
    }

    /** Of another life's cursor nobody knows how far it is. */
    private static long lag(Subscriber subscriber, Cursor head) {
        Cursor cursor = subscriber.cursor();
        return cursor.epoch() == head.epoch() ? head.sequence() - cursor.sequence() : head.sequence();
    }
}
