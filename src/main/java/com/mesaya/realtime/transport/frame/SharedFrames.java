package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.application.feed.LiveBatch;
import com.mesaya.realtime.domain.EventNature;
import com.mesaya.realtime.domain.Frame;
import com.mesaya.realtime.domain.SectionEvent;
import com.mesaya.realtime.domain.log.LogEntry;
import com.mesaya.realtime.transport.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Encodes live batches once for all viewers that get the same. Not thread-safe. */
public final class SharedFrames {

    /**
     * The additional members of each frame.
     *
     * @param cursors whether frames have a cursor to resume with
     * @param times whether frames have their record's timestamp
     */
    public record Form(boolean cursors, boolean times) {

        private int index() {
            return (cursors ? 2 : 0) + (times ? 1 : 0);
        }

        /** Returns the frame with the part of the cursor that viewers share, if this form has cursors. */
        Frame shared(Placed placed) {
            return cursors ? placed.frame().withCursor(FirstFrames.relative(placed.sequence())) : placed.frame();
        }

        /**
         * Returns the frame of a log entry without a cursor. The frame of a hold contains the remaining time of the hold, since
         * clients' clocks are wrong.
         */
        Frame event(LogEntry entry, Instant now) {
            SectionEvent event = entry.event();
            Instant expiresAt = event.nature() == EventNature.HOLD ? event.expiresAt() : null;
            Frame frame =
                    expiresAt == null ? event.frame() : event.frame().withExpiresIn(Duration.between(now, expiresAt));
            Instant recordedAt = event.origin().recordedAt();
            return times && recordedAt != null ? frame.withRecordedAt(recordedAt) : frame;
        }
    }

    private static final int FORMS = 4;

    private final @Nullable LiveBatch[] batches = new LiveBatch[FORMS];
    private final @Nullable ByteString[] encoded = new ByteString[FORMS];
    private final SharedEvents events = new SharedEvents();

    @SuppressWarnings("ReferenceEquality") // viewers at the same cursor get the same object
    public ByteString of(LiveBatch batch, Form form, Instant now) {
        int index = form.index();
        ByteString bytes = encoded[index];
        if (bytes == null || batches[index] != batch) {
            bytes = encode(batch, form, now);
            batches[index] = batch;
            encoded[index] = bytes;
        }
        return bytes;
    }

    /** Returns the encoder for event streams. */
    SharedEvents events() {
        return events;
    }

    /** Returns the frame that reports the number of dropped events before the next one. */
    static Frame gap(long missed) {
        return Frame.of("section.gap", Json.bytes(Map.of("missed", missed)));
    }

    private static ByteString encode(LiveBatch batch, Form form, Instant now) {
        List<Frame> frames = new ArrayList<>(batch.entries().size() + 1);
        placed(batch, form, now).forEach(placed -> frames.add(form.shared(placed)));
        return WireFormat.textFrames(frames);
    }

    /** Returns the frames of a batch without cursors. */
    static List<Placed> placed(LiveBatch batch, Form form, Instant now) {
        List<Placed> frames = new ArrayList<>(batch.entries().size() + 1);
        if (batch.missed() > 0) {
            frames.add(new Placed(gap(batch.missed()), batch.from() + batch.missed()));
        }
        batch.entries().forEach(entry -> frames.add(new Placed(form.event(entry, now), entry.sequence())));
        return frames;
    }
}
