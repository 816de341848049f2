package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.application.feed.LiveBatch;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Encodes live batches once for all event streams that get the same, without the part of the ids that differs between viewers (see
 * docs/decisions/0026). Not thread-safe.
 */
final class SharedEvents {

    private static final int FORMS = 2;

    private record Encoded(LiveBatch batch, List<ByteString> events) {}

    private final @Nullable Encoded[] encoded = new Encoded[FORMS];

    /** Returns the events of a batch, each to be written after the beginning of its id. */
    @SuppressWarnings("ReferenceEquality") // viewers at the same cursor get the same object
    List<ByteString> of(LiveBatch batch, SharedFrames.Form form, Instant now) {
        int index = form.times() ? 1 : 0;
        Encoded known = encoded[index];
        if (known == null || known.batch() != batch) {
            known = new Encoded(
                    batch,
                    SharedFrames.placed(batch, form, now).stream()
                            .map(EventStreamFormat::fromSequenceOn)
                            .toList());
            encoded[index] = known;
        }
        return known.events();
    }
}
