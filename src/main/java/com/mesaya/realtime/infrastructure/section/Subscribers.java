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

/** A section's subscribers: when each was last heard of, and where it was when it last told. Not thread-safe. */
final class Subscribers {

    /** The lag is as of the cursor: today's head is far from where it was a while ago, and says nothing of who has kept up since. */
    private record Subscriber(Instant lastHeard, Cursor cursor, long lag) {}

    private final Map<UUID, Subscriber> all = new HashMap<>();

    boolean isEmpty() {
        return all.isEmpty();
    }

    int size() {
        return all.size();
    }

    /** It is there, and has been told up to its cursor while its section is at the head. */
    void hear(UUID id, Cursor cursor, Cursor head, Instant now) {
        all.put(id, new Subscriber(now, cursor, lag(cursor, head)));
    }

    /** It is there, and where isn't told; who wasn't known is taken to be at the head. */
    void hear(UUID id, Cursor head, Instant now) {
        Subscriber known = all.get(id);
        all.put(id, known == null ? new Subscriber(now, head, 0) : new Subscriber(now, known.cursor(), known.lag()));
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

    /** Returns the lag of each subscriber at its last report. */
    LongStream lags() {
        return all.values().stream().mapToLong(Subscriber::lag);
    }

    /** Those that lagged furthest behind. */
    List<SectionInspection.Viewer> furthest(int most, Instant now) {
        return all.entrySet().stream()
                .map(subscriber -> new SectionInspection.Viewer(
                        subscriber.getKey().toString(),
                        subscriber.getValue().cursor().sequence(),
                        subscriber.getValue().lag(),
                        Duration.between(subscriber.getValue().lastHeard(), now).toMillis()))
                .sorted(Comparator.comparingLong(SectionInspection.Viewer::lag).reversed())
                .limit(most)
                .toList();
    }

    /** Of another life's cursor nobody knows how far it is. */
    private static long lag(Cursor cursor, Cursor head) {
        return cursor.epoch() == head.epoch() ? head.sequence() - cursor.sequence() : head.sequence();
    }
}
